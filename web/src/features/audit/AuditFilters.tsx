import { Button, NativeSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { strings } from '../../strings';
import { usersQuery } from '../users/queries';
import classes from './audit.module.css';
import type { AuditFilter } from './filter';

const text = strings.audit;

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

/** When, who, what and how it ended; the page keeps all of it in its address. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const users = useQuery(usersQuery);
  const set = (part: AuditFilter): void => onChange({ ...filter, ...part });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <search className={classes.filters}>
      <TextInput
        type="date"
        label={text.from}
        value={filter.from ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={text.to}
        value={filter.to ?? ''}
        onChange={(event) => set({ to: event.currentTarget.value || undefined })}
      />
      <Select
        label={text.who}
        placeholder={text.anybody}
        nothingFoundMessage={strings.users.noMatch}
        searchable
        clearable
        data={(users.data ?? []).map(({ id, full_name, email }) => ({
          value: id,
          label: `${full_name} (${email})`,
        }))}
        value={filter.actor ?? null}
        onChange={(actor) => set({ actor: actor ?? undefined })}
      />
      <Select
        label={text.what}
        placeholder={text.anything}
        nothingFoundMessage={text.noDeed}
        searchable
        clearable
        data={Object.entries(text.deeds).map(([value, label]) => ({ value, label }))}
        value={filter.deed ?? null}
        onChange={(deed) => set({ deed: deed ?? undefined })}
      />
      <NativeSelect
        label={text.outcome}
        data={[
          { value: '', label: text.anyOutcome },
          ...Object.entries(text.outcomes).map(([value, label]) => ({ value, label })),
        ]}
        value={filter.outcome ?? ''}
        onChange={({ currentTarget: { value } }) => set({ outcome: value || undefined })}
      />
      {isFiltered && (
        <Button variant="subtle" onClick={() => onChange({})}>
          {text.clear}
        </Button>
      )}
    </search>
  );
}
