import { Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  /** For links that lead here. */
  id?: string;
  /** At the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page under its own heading. */
export function Section({ title, id, actions, children }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} id={id}>
      <Group justify="space-between" gap="sm" mb="xs">
        <Title order={2} id={heading}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </section>
  );
}
