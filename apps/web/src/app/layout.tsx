import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Catalogue } from '../messages/Catalogue.tsx';
import { en } from '../messages/en.ts';

export const metadata: Metadata = {
  title: { default: 'Convene', template: '%s · Convene' },
  description: en.home.tagline,
  // Meetings are private: their links belong in no search engine.
  robots: { index: false, follow: false },
};

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

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme script sets an attribute on <html> before React sees it.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <Catalogue>{children}</Catalogue>
      </body>
    </html>
  );
}
