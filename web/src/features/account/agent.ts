import { strings } from '../../strings';

// Edge and Opera also call themselves Chrome, and Chrome calls itself Safari: the order decides.
const BROWSERS: [pattern: RegExp, name: string][] = [
  [/Edg/, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|Chromium|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const SYSTEMS: [pattern: RegExp, name: string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

const LONGEST = 60;

/** What a user agent calls itself, as a person would: `Firefox on Windows`. */
export function deviceName(agent: string | null | undefined): string {
  if (!agent) return strings.devices.unknown;
  const named = (list: typeof BROWSERS): string | undefined =>
    list.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser && system) return strings.devices.on(browser, system);
  return browser ?? agent.slice(0, LONGEST);
}
