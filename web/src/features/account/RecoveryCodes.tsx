import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { strings } from '../../strings';
import classes from './secondFactor.module.css';

const text = strings.secondFactor;

interface RecoveryCodesProps {
  codes: string[];
  /** What the button says that leaves this, the only view of the codes. */
  done: string;
  onDone: () => void;
}

/** The codes, once, with the ways to keep them. */
export function RecoveryCodes({ codes, done, onDone }: RecoveryCodesProps) {
  const asText = `${codes.join('\n')}\n`;
  return (
    <Stack gap="md" maw={460}>
      <Text>{text.codesWhy}</Text>
      <ul className={classes.codes} aria-label={text.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="sm">
        {/* Browsers offer the clipboard over https and on this very machine only. */}
        {window.isSecureContext && (
          <CopyButton value={asText}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? text.copied : text.copy}
              </Button>
            )}
          </CopyButton>
        )}
        <Button variant="default" onClick={() => save(asText)}>
          {text.download}
        </Button>
      </Group>
      <Group>
        <Button onClick={onDone}>{done}</Button>
      </Group>
    </Stack>
  );
}

function save(content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = text.fileName;
  link.click();
  URL.revokeObjectURL(address);
}
