import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings';
import classes from './Page.module.css';
import { PageHeading } from './PageHeading';

interface PageProps {
  title: string;
  /** The document's title where the heading is a person's name, which no browser history should keep. */
  documentTitle?: string;
  /** A way back, over the heading. */
  above?: ReactNode;
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the usual width: document title, one heading that can take the focus, content. */
export function Page({ title, documentTitle, above, actions, children }: PageProps) {
  return (
    <div className={classes.page}>
      <title>{strings.title(documentTitle ?? title)}</title>
      {above}
      <Group justify="space-between" gap="sm" mb="lg">
        <PageHeading>{title}</PageHeading>
        {actions}
      </Group>
      {children}
    </div>
  );
}
