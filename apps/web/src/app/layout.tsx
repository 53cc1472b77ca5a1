import './globals.css';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { PartBoundary } from '../features/failure/PartBoundary.tsx';
import { Catalogue } from '../messages/Catalogue.tsx';
import { home } from '../messages/en/home.ts';
import { TooltipLayer } from '../ui/TooltipLayer.tsx';

export const metadata: Metadata = {
  title: { default: 'Convene', template: '%s · Convene' },
  description: home.tagline,
  // Meetings are private: their links belong in no search engine.
  robots: { index: false, follow: false },
};

// Rendered for each request: the scripts of a page made at build time could not carry the nonce that our policy asks for.
export const dynamic = 'force-dynamic';

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f5f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0c11' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const mediaOrigins = (await headers()).get('x-media-origins') ?? '';
  return (
    // The theme script sets an attribute on <html> before React sees it.
    <html lang="en" data-media-origins={mediaOrigins} suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <Catalogue>
          <PartBoundary look="screen">{children}</PartBoundary>
        </Catalogue>
        <TooltipLayer />
      </body>
    </html>
  );
}
