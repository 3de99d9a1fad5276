import { ActionIcon, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useRef } from 'react';
import { strings } from '../../strings';
import { useKeys } from '../../ui/useKeys';
import classes from './transcript.module.css';

const text = strings.transcript;

interface FindBoxProps {
  query: string;
  onQuery: (query: string) => void;
  at: number;
  of: number;
  onStep: (step: 1 | -1) => void;
}

/** `/` comes here, Enter goes on, Shift-Enter goes back, Escape clears and leaves. */
export function FindBox({ query, onQuery, at, of, onStep }: FindBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });
  return (
    <search className={classes.find}>
      <TextInput
        ref={input}
        size="sm"
        aria-label={text.find}
        placeholder={text.find}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            onQuery('');
            input.current?.blur();
          }
        }}
      />
      {query.trim() !== '' && (
        <>
          <Text size="sm" role="status">
            {text.hits(at, of)}
          </Text>
          <ActionIcon
            variant="subtle"
            aria-label={text.previous}
            disabled={of === 0}
            onClick={() => onStep(-1)}
          >
            <IconChevronUp size={18} />
          </ActionIcon>
          <ActionIcon variant="subtle" aria-label={text.next} disabled={of === 0} onClick={() => onStep(1)}>
            <IconChevronDown size={18} />
          </ActionIcon>
        </>
      )}
    </search>
  );
}
