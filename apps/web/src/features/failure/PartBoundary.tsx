'use client';

import { Component, type ReactNode } from 'react';
import { PartFailed, type PartLook } from './PartFailed.tsx';

type Props = {
  readonly look: PartLook;
  /** Before it is drawn again. */
  readonly onRetry?: (() => void) | undefined;
  /** Where a person may do without it. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
};

/** A part of the interface whose failure stays its own: all else goes on, and what happened stands in its place. */
export class PartBoundary extends Component<Props, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('nothing was thrown') };
  }

  override render(): ReactNode {
    const { look, onRetry, onClose, children } = this.props;
    const { error } = this.state;
    if (error === undefined) return children;
    const retry = () => {
      onRetry?.();
      this.setState({ error: undefined });
    };
    return <PartFailed look={look} error={error} onRetry={retry} onClose={onClose} />;
  }
}
