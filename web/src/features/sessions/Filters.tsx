import { Button, NativeSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { strings } from '../../strings';
import { useKeys } from '../../ui/useKeys';
import { patientsQuery } from '../patients/queries';
import type { SessionFilter } from './queries';
import classes from './sessions.module.css';
import { isStatus, STATUSES } from './status';

const text = strings.sessions;

interface FiltersProps {
  filter: SessionFilter;
  onChange: (filter: SessionFilter) => void;
}

/** Patient and status; the page keeps both in its address. */
export function Filters({ filter, onChange }: FiltersProps) {
  const patients = useQuery(patientsQuery);
  const first = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => first.current?.focus() });
  return (
    <search className={classes.filters}>
      <Select
        ref={first}
        label={text.filterPatient}
        placeholder={text.allPatients}
        nothingFoundMessage={strings.upload.noPatient}
        searchable
        clearable
        data={(patients.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filter.patient ?? null}
        onChange={(patient) => onChange({ ...filter, patient: patient ?? undefined })}
      />
      <NativeSelect
        label={text.filterStatus}
        data={[
          { value: '', label: text.allStatuses },
          ...STATUSES.map((status) => ({ value: status, label: text.statusNames[status] })),
        ]}
        value={filter.status ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...filter, status: isStatus(value) ? value : undefined })
        }
      />
      {(filter.patient !== undefined || filter.status !== undefined) && (
        <Button variant="subtle" onClick={() => onChange({})}>
          {text.clear}
        </Button>
      )}
    </search>
  );
}
