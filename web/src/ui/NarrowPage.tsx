import { Center, Paper, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings';
import { PageHeading } from './PageHeading';

interface NarrowPageProps {
  title: string;
  /** The heading, where it differs from the document's title. */
  heading?: string;
  /** Between heading and card. */
  above?: ReactNode;
  /** Under the card: the other ways to go. */
  below?: ReactNode;
  width?: number;
  children: ReactNode;
}

/** A page for somebody who is not signed in (yet): one card, one job. */
export function NarrowPage({ title, heading, above, below, width = 380, children }: NarrowPageProps) {
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      <title>{strings.title(title)}</title>
      <Stack w={width} maw="100%" gap="md">
        <PageHeading>{heading ?? title}</PageHeading>
        {above}
        <Paper withBorder p="lg" bg="var(--tb-surface)">
          {children}
        </Paper>
        {below}
      </Stack>
    </Center>
  );
}
