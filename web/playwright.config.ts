import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The specs live beside the other test suites and drive the real program, see README.md.
const asRoot = process.getuid?.() === 0;

// What scripts/setup.sh installs, or the browser with windows where that was there before.
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

export default defineConfig({
  testDir: '../tests/browser',
  outputDir: '../tests/browser/test-results',
  tsconfig: '../tests/browser/tsconfig.json',
  globalSetup: '../tests/browser/server.ts',
  // One appliance serves all specs, and transcribes what they upload; more would wait for each other.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    // Nothing is looked at half faded in.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording every step costs a good part of the processor, and an unattended run keeps no files.
    trace: process.env.CI === undefined ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.TB_CHROMIUM ?? BROWSERS.find((path) => existsSync(path)),
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'light' },
    { name: 'dark', use: { colorScheme: 'dark' }, testMatch: 'pages.spec.ts' },
    { name: 'phone', use: { viewport: { width: 390, height: 844 } }, testMatch: 'pages.spec.ts' },
  ],
});
