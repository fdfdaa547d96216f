import Alert from '@cloudscape-design/components/alert';
import { Component, type ReactNode } from 'react';
import { useTexts } from '../context/texts.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
  readonly title: string;
}

/** Shows what went wrong in a page, and leaves the navigation as it is. Another address is tried again. */
export function ErrorBoundary({ pathname, children }: { readonly pathname: string; readonly children: ReactNode }) {
  const { shell } = useTexts();
  return (
    <Boundary key={pathname} title={shell.errors.pageFailed}>
      {children}
    </Boundary>
  );
}

class Boundary extends Component<BoundaryProps, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { title, children } = this.props;
    if (this.state.error === undefined) return children;
    return (
      <Alert type="error" header={title}>
        {String(this.state.error)}
      </Alert>
    );
  }
}
