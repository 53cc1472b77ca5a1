import type { NextConfig } from 'next';

const mediasoup = { loaders: ['./src/browserMediasoup.ts'] };
const zod = { loaders: ['./src/browserZod.ts'] };
const catalogue = { loaders: ['./src/messages/catalogueLoader.ts'] };

const config: NextConfig = {
  poweredByHeader: false,
  transpilePackages: ['@convene/meeting-client', '@convene/protocol'],
  turbopack: {
    // The catalogues are compiled with the app, and the browser gets the formatter without the parser (ADR 0005).
    // One file at a time: of what a file imports, Turbopack's cache of loaded files knows nothing.
    rules: {
      '**/src/messages/en/*.ts': catalogue,
      '**/mediasoup-client/lib/**/*.js': mediasoup,
      '**/zod/v4/mini/schemas.js': zod,
    },
    resolveAlias: {
      'use-intl/format-message': 'use-intl/format-message/format-only',
      debug: './src/silentDebug.ts',
    },
  },
  // The whole repository is checked by `npm run check`; the build only builds.
  typescript: { ignoreBuildErrors: true },
};

export default config;
