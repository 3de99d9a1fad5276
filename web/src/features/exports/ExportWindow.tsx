import {
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Select,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { useDeed } from '../../ui/useDeed';
import { patientsQuery } from '../patients/queries';
import { allOfPatientQuery } from '../sessions/queries';
import { type ExportKind, exportNotes, exportReport, FORMATS, type Format } from './api';
import { exportsQuery } from './queries';
import { SessionChoice } from './SessionChoice';

const text = strings.exports;
const WEEKS = [4, 8, 12, 26, 52];

interface ExportWindowProps {
  /** What is asked for, where the page that opened this says so. */
  kind?: ExportKind;
  patient?: string;
  /** The one session whose note is asked for. */
  session?: string;
  onClose: () => void;
}

/** Asks for a file: of what, of whom, in which format. */
export function ExportWindow({ kind: preset, patient: presetPatient, session, onClose }: ExportWindowProps) {
  const [kind, setKind] = useState<ExportKind>(preset ?? 'session_notes');
  const [patient, setPatient] = useState(presetPatient ?? '');
  const [chosen, setChosen] = useState<string[]>(session === undefined ? [] : [session]);
  const [weeks, setWeeks] = useState(12);
  const [format, setFormat] = useState<Format>('pdf');
  const [asked, setAsked] = useState(false);
  const ask = useDeed({
    run: () =>
      kind === 'session_notes' ? exportNotes(chosen, format) : exportReport(patient, weeks, format),
    renews: [exportsQuery.queryKey],
  });
  const whole = session !== undefined || patient !== '';
  const complete = whole && (kind === 'progress_report' || chosen.length > 0);
  const submit = (): void => {
    setAsked(true);
    if (!complete) return;
    ask.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ message: text.asked });
        onClose();
      },
    });
  };
  const titles = { session_notes: text.notesTitle, progress_report: text.reportTitle };
  return (
    <Modal
      opened
      onClose={onClose}
      title={preset ? titles[preset] : text.makeTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          {preset === undefined && (
            <Radio.Group label={text.kind} value={kind} onChange={(value) => setKind(value as ExportKind)}>
              <Group gap="lg" mt={4}>
                <Radio value="session_notes" label={text.kinds.session_notes} data-autofocus />
                <Radio value="progress_report" label={text.kinds.progress_report} />
              </Group>
            </Radio.Group>
          )}
          {session === undefined && (
            <ClientChoice
              value={patient}
              error={asked && patient === '' ? text.missingClient : null}
              onChange={(value) => {
                setPatient(value);
                setChosen([]);
              }}
            />
          )}
          {kind === 'session_notes' && session === undefined && patient !== '' && (
            <Sessions
              patient={patient}
              chosen={chosen}
              missing={asked && chosen.length === 0}
              onChange={setChosen}
            />
          )}
          {kind === 'progress_report' && (
            <NativeSelect
              label={text.weeks}
              value={String(weeks)}
              data={WEEKS.map((count) => ({ value: String(count), label: text.weekChoices(count) }))}
              onChange={(event) => setWeeks(Number(event.currentTarget.value))}
            />
          )}
          <NativeSelect
            label={text.format}
            description={text.formatHints[format]}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={format}
            data={FORMATS.map((value) => ({ value, label: text.formats[value] }))}
            onChange={(event) => setFormat(event.currentTarget.value as Format)}
          />
          {kind === 'session_notes' && (
            <Text size="sm" c="dimmed">
              {text.unsigned}
            </Text>
          )}
          <FormProblem error={ask.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={ask.isPending}>
              {text.ask}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ClientChoiceProps {
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}

function ClientChoice({ value, error, onChange }: ClientChoiceProps) {
  const patients = useQuery(patientsQuery);
  return (
    <Select
      label={text.client}
      placeholder={text.chooseClient}
      nothingFoundMessage={text.noClient}
      searchable
      withAsterisk
      data={(patients.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value || null}
      error={error}
      onChange={(patient) => onChange(patient ?? '')}
    />
  );
}

interface SessionsProps {
  patient: string;
  chosen: string[];
  missing: boolean;
  onChange: (chosen: string[]) => void;
}

function Sessions({ patient, chosen, missing, onChange }: SessionsProps) {
  const sessions = useQuery(allOfPatientQuery(patient));
  if (sessions.isError && !sessions.data) return <FormProblem error={sessions.error} />;
  if (!sessions.data) return <Skeleton height={80} />;
  const noted = sessions.data
    .filter(({ status, note_state }) => status === 'processed' && note_state !== 'voided')
    .sort((one, other) => other.session_date.localeCompare(one.session_date));
  if (noted.length === 0) return <Text c="dimmed">{text.noSessions}</Text>;
  const all = chosen.length === noted.length;
  return (
    <Checkbox.Group
      label={text.sessions}
      withAsterisk
      value={chosen}
      error={missing ? text.missingSessions : null}
      onChange={onChange}
    >
      <Checkbox
        mt={4}
        label={text.all}
        checked={all}
        indeterminate={!all && chosen.length > 0}
        onChange={() => onChange(all ? [] : noted.map(({ id }) => id))}
      />
      <SessionChoice sessions={noted} />
    </Checkbox.Group>
  );
}
