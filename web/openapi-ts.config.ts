import { defineConfig } from '@hey-api/openapi-ts';

// The document is printed by `therapybridge openapi`; the output is committed and never edited.
export default defineConfig({
  input: './openapi.json',
  output: { path: './src/api', header: '// Generated from openapi.json by `npm run generate`. Do not edit.' },
  plugins: [{ name: '@hey-api/client-fetch', throwOnError: true }, '@hey-api/typescript', '@hey-api/sdk'],
});
