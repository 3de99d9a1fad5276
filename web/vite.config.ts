import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.TB_DEV_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    // Fonts and pictures stay files: the server's content policy allows no data: fonts.
    assetsInlineLimit: 0,
    target: 'es2022',
    // One file over the local network beats several round trips.
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': server, '/health': server } },
});
