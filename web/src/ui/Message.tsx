import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface MessageProps {
  title?: string;
  text: string;
  /** What the reader can do now. */
  children?: ReactNode;
}

/** Plain words where content would be: nothing here yet, not found, could not be loaded. */
export function Message({ title, text, children }: MessageProps) {
  return (
    <Stack gap="xs" py="xl" maw="60ch" align="flex-start">
      {title && <Title order={2}>{title}</Title>}
      <Text c="dimmed">{text}</Text>
      {children}
    </Stack>
  );
}
