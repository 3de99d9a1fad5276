import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { today } from '../../ui/format';
import { useDeed } from '../../ui/useDeed';
import { askForMeasure, type Instrument } from './api';
import { instrumentName } from './instruments';
import { measuresQuery } from './queries';

const text = strings.measures;

interface AskWindowProps {
  patientId: string;
  instruments: Instrument[];
  onClose: () => void;
}

/** Puts a questionnaire into the client's portal. */
export function AskWindow({ patientId, instruments, onClose }: AskWindowProps) {
  const form = useForm({ initialValues: { instrument: instruments[0]?.instrument ?? '', due: '' } });
  const ask = useDeed<typeof form.values>({
    run: ({ instrument, due }) => askForMeasure(patientId, instrument, due || undefined),
    renews: [measuresQuery(patientId).queryKey],
    done: ({ instrument }) => text.asked(instrumentName(instrument)),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.askTitle}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit((values) => ask.mutate(values, { onSuccess: onClose }))}>
        <Stack gap="sm">
          <Text>{text.askText}</Text>
          <NativeSelect
            label={text.which}
            data-autofocus
            data={instruments.map(({ instrument, name }) => ({ value: instrument, label: name }))}
            {...form.getInputProps('instrument')}
          />
          <TextInput
            type="date"
            label={`${text.due} (${strings.patients.optional})`}
            min={today()}
            maw={220}
            {...form.getInputProps('due')}
          />
          <FormProblem error={ask.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={ask.isPending}>
              {text.asking}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
