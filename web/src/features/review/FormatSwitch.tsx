import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { templatesQuery } from '../templates/queries';
import { formatChoices } from './format';

interface FormatSwitchProps {
  format: string;
  onFormat: (format: string) => void;
}

/** In which order the note's claims are shown. */
export function FormatSwitch({ format, onFormat }: FormatSwitchProps) {
  const templates = useQuery(templatesQuery);
  return (
    <NativeSelect
      size="xs"
      w={120}
      aria-label={strings.formats.label}
      value={format}
      onChange={(event) => onFormat(event.currentTarget.value)}
    >
      {formatChoices(templates.data ?? []).map(({ group, options }) => {
        const shown = options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ));
        return group === null ? (
          shown
        ) : (
          <optgroup key={group} label={group}>
            {shown}
          </optgroup>
        );
      })}
    </NativeSelect>
  );
}
