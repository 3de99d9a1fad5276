import { Checkbox, CloseButton, Group, Text } from '@mantine/core';
import { strings } from '../../strings';
import { megabytes } from '../../ui/format';
import classes from './upload.module.css';

interface FileChoiceProps {
  files: File[];
  /** Why a file would be a second copy, or null. */
  duplicateOf: (file: File) => string | null;
  again: File[];
  onAgain: (file: File, wanted: boolean) => void;
  onRemove: (file: File) => void;
}

/** The chosen files before they are sent. */
export function FileChoice({ files, duplicateOf, again, onAgain, onRemove }: FileChoiceProps) {
  if (files.length === 0) return null;
  return (
    <ul aria-label={strings.upload.files} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      {files.map((file) => {
        const duplicate = duplicateOf(file);
        return (
          <li key={`${file.name} ${file.size} ${file.lastModified}`} className={classes.file}>
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <Text className={classes.name}>
                {file.name}{' '}
                <Text span c="dimmed" size="sm">
                  {megabytes(file.size)}
                </Text>
              </Text>
              <CloseButton aria-label={strings.upload.remove(file.name)} onClick={() => onRemove(file)} />
            </Group>
            {duplicate !== null && (
              <Group gap="md">
                <Text size="sm" c="var(--tb-amber)">
                  {duplicate}
                </Text>
                <Checkbox
                  size="sm"
                  label={strings.upload.again}
                  checked={again.includes(file)}
                  onChange={(event) => onAgain(file, event.currentTarget.checked)}
                />
              </Group>
            )}
          </li>
        );
      })}
    </ul>
  );
}
