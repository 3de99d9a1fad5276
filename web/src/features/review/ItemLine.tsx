import { Button, Kbd, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import { Cited } from '../notes/Chip';
import { categoryName } from '../notes/evidence';
import { speakerName } from '../transcript/speaker';
import type { Disposition } from './api';
import { circumstances } from './circumstances';
import classes from './review.module.css';
import { decisionsOf, type Item } from './state';

const text = strings.items;

interface ItemLineProps {
  item: Item;
  current: boolean;
  mayDecide: boolean;
  busy: boolean;
  onToggle: () => void;
  onDecide: (decision: string, comment?: string) => void;
  onUndo: () => void;
}

function wordsOf(item: Item): string {
  return item.kind === 'risk' ? `“${item.risk.quote}”` : item.claim.text;
}

function turnsOf(item: Item): number[] {
  return item.kind === 'risk' ? [item.risk.turn] : [...new Set(item.claim.quotes.map(({ turn }) => turn))];
}

function factsOf(item: Item): string {
  if (item.kind === 'risk') {
    const { risk } = item;
    return `${speakerName(risk.speaker)}, ${circumstances(risk)}. ${categoryName(risk.category)}.`;
  }
  const { kind, problem } = item.claim;
  const why = problem == null ? '' : ` ${named(text.problems, problem)}`;
  return `${named(text.kinds, kind)}.${why}`;
}

/** One item: its words, where they were said, and what was or can be decided about it. */
export function ItemLine({ item, current, mayDecide, busy, onToggle, onDecide, onUndo }: ItemLineProps) {
  const words = wordsOf(item);
  const { disposition } = item;
  return (
    <li className={classes.item} data-open={item.open || undefined} data-current={current || undefined}>
      <div className={classes.itemHead}>
        <button
          type="button"
          id={`item-${item.key}`}
          className={classes.itemWords}
          aria-expanded={mayDecide ? current : undefined}
          onClick={onToggle}
        >
          <span className="reading">{words}</span>
        </button>
        <Cited turns={turnsOf(item)}>{''}</Cited>
      </div>
      <Text size="sm" c="dimmed">
        {factsOf(item)} {item.open && <strong className={classes.openWord}>{text.open}</strong>}
        {!item.open && disposition == null && text.noDecision}
      </Text>
      {item.kind === 'claim' && item.claim.candidates.length > 0 && (
        <Text size="sm" c="dimmed" component="div">
          <Cited turns={item.claim.candidates}>{text.closest}</Cited>
        </Text>
      )}
      {disposition != null && (
        <Decided disposition={disposition} words={words} onUndo={mayDecide ? onUndo : undefined} />
      )}
      {current && mayDecide && <Decide item={item} busy={busy} onDecide={onDecide} />}
    </li>
  );
}

interface DecidedProps {
  disposition: Disposition;
  words: string;
  onUndo?: () => void;
}

function Decided({ disposition, words, onUndo }: DecidedProps) {
  const { decision, comment, by_name, at } = disposition;
  return (
    <Text size="sm" className={classes.decided}>
      {text.decided(named(text.decisions, decision), by_name, moment(at))}
      {comment && ` “${comment}”`}
      {onUndo !== undefined && (
        <Button size="compact-xs" variant="subtle" aria-label={text.undoOf(words)} onClick={onUndo}>
          {text.undo}
        </Button>
      )}
    </Text>
  );
}

interface DecideProps {
  item: Item;
  busy: boolean;
  onDecide: (decision: string, comment?: string) => void;
}

function Decide({ item, busy, onDecide }: DecideProps) {
  const made = item.disposition;
  const [comment, setComment] = useState(made?.comment ?? '');
  const said = comment.trim() === '' ? undefined : comment.trim();
  return (
    <fieldset className={classes.decide} disabled={busy}>
      <legend>{text.decide}</legend>
      <div className={classes.choices}>
        {decisionsOf(item).map((decision, at) => (
          <Button
            key={decision}
            size="xs"
            variant={made?.decision === decision ? 'filled' : 'default'}
            aria-pressed={made?.decision === decision}
            aria-keyshortcuts={String(at + 1)}
            leftSection={<Kbd size="xs">{at + 1}</Kbd>}
            onClick={() => onDecide(decision, said)}
          >
            {text.decisions[decision]}
          </Button>
        ))}
      </div>
      <div className={classes.comment}>
        <TextInput
          size="xs"
          flex={1}
          aria-label={text.comment}
          placeholder={text.comment}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        {made != null && said !== (made.comment ?? undefined) && (
          <Button size="xs" variant="default" onClick={() => onDecide(made.decision, said)}>
            {text.saveComment}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
