import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { momentOf, today } from '../../ui/format';
import { enterMeasure, type Instrument } from './api';
import { type Answers, answerOf, openItems, sumOf, withAnswer } from './instruments';
import classes from './measures.module.css';

const text = strings.measures;

interface EnterWindowProps {
  patientId: string;
  instrument: Instrument;
  onClose: () => void;
}

/** A questionnaire as it stands on paper. A digit answers the question that has the focus and goes on. */
export function EnterWindow({ patientId, instrument, onClose }: EnterWindowProps) {
  const { items, answers: choices, max, name } = instrument;
  const [answers, setAnswers] = useState<Answers>(() => items.map(() => null));
  const [taken, setTaken] = useState(today);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const open = openItems(instrument, answers);
  const save = useMutation({
    mutationFn: () =>
      enterMeasure(patientId, {
        instrument: instrument.instrument,
        answers: answers.map((answer) => answer ?? 0),
        // Today is the server's now: clocks differ.
        taken_at: taken === today() ? undefined : momentOf(taken),
      }),
    onSuccess: ({ score, band }) => {
      notifications.show({ message: text.saved(name, score, band) });
      void queryClient.invalidateQueries({ queryKey: ['patient', patientId] });
      onClose();
    },
  });

  const focusItem = (at: number): void => {
    const item = form.current?.querySelectorAll('fieldset')[at];
    const radio = item?.querySelector<HTMLElement>('input:checked') ?? item?.querySelector('input');
    (radio ?? form.current?.querySelector<HTMLElement>('[type=submit]'))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const value = event.ctrlKey || event.altKey || event.metaKey ? null : answerOf(event.key, instrument);
    if (value === null) return;
    event.preventDefault();
    setAnswers(withAnswer(answers, at, value));
    focusItem(at + 1);
  };
  const submit = (): void => {
    setTried(true);
    if (open.length === 0) save.mutate();
    else focusItem(items.findIndex(({ number }) => number === open[0]));
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={text.enter(name)}
      size="xl"
      closeOnClickOutside={answers.every((answer) => answer === null)}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <TextInput
            type="date"
            label={text.takenOn}
            max={today()}
            maw={220}
            value={taken}
            error={taken === '' || taken > today() ? strings.consents.futureGiven : undefined}
            onChange={({ currentTarget: { value } }) => setTaken(value)}
          />
          <div>
            <Text className="reading">{instrument.lead}</Text>
            <Text size="sm" c="dimmed">
              {text.keys}
            </Text>
          </div>
        </Stack>
        <div className={classes.items}>
          {items.map(({ number, text: question }, at) => (
            <fieldset
              key={number}
              className={classes.item}
              data-open={(tried && answers[at] == null) || undefined}
              onKeyDown={(event) => onKeyDown(event, at)}
            >
              <legend>
                {number}. {question}
              </legend>
              <div className={classes.answers}>
                {choices.map(({ value, label }) => (
                  <Radio
                    key={value}
                    size="sm"
                    name={`item-${number}`}
                    value={String(value)}
                    label={`${value} ${label}`}
                    data-autofocus={(at === 0 && value === choices[0]?.value) || undefined}
                    checked={answers[at] === value}
                    onChange={() => setAnswers(withAnswer(answers, at, value))}
                  />
                ))}
              </div>
            </fieldset>
          ))}
        </div>
        {tried && open.length > 0 && (
          <Text c="var(--mantine-color-error)" role="alert" mb="sm">
            {text.missing(open.join(', '))}
          </Text>
        )}
        <FormProblem error={save.error} />
        <div className={classes.foot}>
          <Text>
            {text.answered(items.length - open.length, items.length)} · {text.sum(sumOf(answers), max)}
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={taken === '' || taken > today()}>
              {text.save}
            </Button>
          </Group>
        </div>
      </form>
    </Modal>
  );
}
