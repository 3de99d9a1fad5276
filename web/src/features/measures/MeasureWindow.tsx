import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { dayOf } from '../../ui/format';
import { named } from '../../ui/named';
import { useDeed } from '../../ui/useDeed';
import { DECISIONS, decideMeasure, type Instrument, type Measure, voidMeasure } from './api';
import { instrumentName, needsDecision, riskItemOf } from './instruments';
import classes from './measures.module.css';

const text = strings.measures;

interface MeasureWindowProps {
  patientId: string;
  measure: Measure;
  definition: Instrument | undefined;
  mayDecide: boolean;
  onClose: () => void;
}

/** One filled-in questionnaire: its answers, and what was decided where it asks for a look. */
export function MeasureWindow({ patientId, measure, definition, mayDecide, onClose }: MeasureWindowProps) {
  const { id, score, max, band, taken_at, source, voided_at } = measure;
  const [voiding, setVoiding] = useState(false);
  const renews = [['patient', patientId], ['measure-risks']];
  const decide = useDeed<string>({
    run: (decision) => decideMeasure(patientId, id, decision),
    renews,
    done: () => text.decidedNow,
  });
  const invalidate = useDeed({
    run: () => voidMeasure(patientId, id),
    renews,
    done: () => text.voided,
  });
  const name = instrumentName(measure.instrument);
  const risk = riskItemOf(measure);
  return (
    <Modal
      opened
      onClose={onClose}
      title={voiding ? text.voidTitle : text.openMeasure(name, dayOf(taken_at))}
      size="lg"
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      {voiding ? (
        <Stack gap="md">
          <Text>{text.voidText}</Text>
          <FormProblem error={invalidate.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" autoFocus onClick={() => setVoiding(false)}>
              {strings.common.cancel}
            </Button>
            <Button
              color="brick"
              loading={invalidate.isPending}
              onClick={() => invalidate.mutate(undefined, { onSuccess: () => setVoiding(false) })}
            >
              {text.voidConfirm}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack gap="md">
          <div>
            <Text fw={600}>
              {text.line(name, score, max)}, {band}
            </Text>
            <Text size="sm" c="dimmed">
              {dayOf(taken_at)}, {named(text.sources, source)}
            </Text>
            {voided_at !== null && <Text>{text.voidedSince(dayOf(voided_at))}</Text>}
          </div>
          {measure.has_risk && (
            <div>
              <Text className={needsDecision(measure) ? classes.risk : undefined}>{text.risk}</Text>
              {risk !== null && <Text>{text.riskText(risk)}</Text>}
              {measure.decision !== null && (
                <Text size="sm">
                  {text.decided(
                    named(text.decisions, measure.decision),
                    measure.decided_at === null ? '' : dayOf(measure.decided_at),
                  )}
                </Text>
              )}
            </div>
          )}
          {needsDecision(measure) && mayDecide && (
            <fieldset className={classes.decisions} disabled={decide.isPending}>
              <legend>{text.decide}</legend>
              {DECISIONS.map((decision) => (
                <Button key={decision} size="xs" variant="default" onClick={() => decide.mutate(decision)}>
                  {text.decisions[decision]}
                </Button>
              ))}
            </fieldset>
          )}
          <FormProblem error={decide.error} />
          {definition && <Given measure={measure} definition={definition} />}
          {mayDecide && voided_at === null && (
            <Group>
              <Button size="xs" variant="default" onClick={() => setVoiding(true)}>
                {text.void}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Modal>
  );
}

function Given({ measure, definition }: { measure: Measure; definition: Instrument }) {
  const labels = new Map(definition.answers.map(({ value, label }) => [value, label]));
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.question}</Table.Th>
          <Table.Th>{text.answer}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {definition.items.map(({ number, text: question }, at) => {
          const answer = measure.answers[at];
          return (
            <Table.Tr key={number}>
              <Table.Td>
                {number}. {question}
              </Table.Td>
              <Table.Td>{answer === undefined ? '' : `${answer} ${labels.get(answer) ?? ''}`}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
