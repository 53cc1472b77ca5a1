import type { NextConfig } from 'next';

const mediasoup = { loaders: ['./src/leanMediasoup.ts'] };
const catalogue = { loaders: ['./src/messages/catalogueLoader.ts'] };

const config: NextConfig = {
  poweredByHeader: false,
  transpilePackages: ['@convene/meeting-client', '@convene/protocol'],
  turbopack: {
    // The catalogues are compiled with the app, and the browser gets the formatter without the parser (ADR 0005).
    rules: {
      '**/src/messages/en.ts': catalogue,
      '**/src/messages/enRoom.ts': catalogue,
      '**/src/messages/enAdmin.ts': catalogue,
      '**/mediasoup-client/lib/index.js': mediasoup,
      '**/mediasoup-client/lib/Device.js': mediasoup,
      '**/src/messages/enCheck.ts': catalogue,
    },
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
  // The whole repository is checked by `npm run check`; the build only builds.
  typescript: { ignoreBuildErrors: true },
};

export default config;
