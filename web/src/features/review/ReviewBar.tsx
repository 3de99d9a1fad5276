import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../../api';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import { useMayProcess } from '../account/useMe';
import { ReleaseLine } from '../release/ReleaseLine';
import { AmendDialog } from './AmendDialog';
import { type Review, startReview } from './api';
import { FormatSwitch } from './FormatSwitch';
import { useReviewDeed } from './queries';
import { ReviewMenu } from './ReviewMenu';
import classes from './review.module.css';
import { SaveState } from './SaveState';
import { SignDialog } from './SignDialog';
import { isClosed, reasonsOf } from './state';

const text = strings.signing;

interface ReviewBarProps {
  session: Session;
  review: Review;
  format: string;
  onFormat: (format: string) => void;
  onVersions: () => void;
  onItem: (key: string) => void;
  onNext: () => void;
  /** A new object each time the last open item was decided. */
  allDecided: object | null;
}

/** Where the note stands, what is still open, and the next step towards a signature. */
export function ReviewBar(props: ReviewBarProps) {
  const { session, review, format, onFormat, onVersions, onItem, onNext, allDecided } = props;
  const { state, version, may } = review;
  const [asking, setAsking] = useState<'sign' | 'co-sign' | 'amend' | null>(null);
  const mayShare = useMayProcess();
  const start = useReviewDeed(review.session_id, { run: () => startReview(review.session_id), tell: true });
  const reasons = isClosed(review) ? [] : reasonsOf(review);
  const open = reasons.some(({ item }) => item !== null);
  // Who may edit may sign once nothing is open, so they see from the start what is missing.
  const signs = !isClosed(review) && (may.sign || may.edit);
  const sign = useRef<HTMLButtonElement>(null);
  const ready = may.sign && reasons.length === 0;
  // Who has decided the last item with the keyboard goes on from here.
  useEffect(() => {
    if (allDecided !== null && ready) sign.current?.focus();
  }, [allDecided, ready]);
  return (
    <div className={classes.bar}>
      <Group justify="space-between" gap="xs">
        <Title order={2} className={classes.state} data-state={state}>
          <span className={classes.mark} aria-hidden />
          {named(text.states, state)}
        </Title>
        <Group gap="xs">
          {state === 'draft' && may.edit && (
            <Button size="xs" loading={start.isPending} onClick={() => start.mutate()}>
              {text.start}
            </Button>
          )}
          {signs && (
            <Button
              size="xs"
              variant={state === 'draft' ? 'default' : 'filled'}
              ref={sign}
              disabled={!ready}
              aria-describedby={reasons.length > 0 ? 'before-signing' : undefined}
              onClick={() => setAsking('sign')}
            >
              {text.sign}
            </Button>
          )}
          {may.co_sign && (
            <Button size="xs" onClick={() => setAsking('co-sign')}>
              {text.coSign}
            </Button>
          )}
          {may.amend && (
            <Button size="xs" variant="default" onClick={() => setAsking('amend')}>
              {strings.amendments.add}
            </Button>
          )}
          <ReviewMenu session={session} review={review} />
        </Group>
      </Group>
      <Group gap="xs" mt={4}>
        <Button size="compact-sm" variant="subtle" ml={-8} onClick={onVersions}>
          {strings.versions.button(version.number, named(strings.versions.origins, version.origin))}
        </Button>
        <FormatSwitch format={format} onFormat={onFormat} />
        {open && (
          <Button size="compact-sm" variant="default" aria-keyshortcuts="n" onClick={onNext}>
            {text.next}
          </Button>
        )}
        <SaveState />
      </Group>
      {mayShare && (state === 'signed' || state === 'co_signed') && <ReleaseLine sessionId={session.id} />}
      <div role="status">
        {signs && (
          <Text size="sm" mt={4} id="before-signing" className={classes.reasons}>
            {reasons.length === 0 ? text.ready : text.before}{' '}
            {reasons.map(({ words, item }) =>
              item === null ? (
                <span key={words}>{words}</span>
              ) : (
                <Anchor key={words} component="button" type="button" inherit onClick={() => onItem(item)}>
                  {words}
                </Anchor>
              ),
            )}
          </Text>
        )}
      </div>
      {(asking === 'sign' || asking === 'co-sign') && (
        <SignDialog review={review} as={asking} onClose={() => setAsking(null)} />
      )}
      {asking === 'amend' && <AmendDialog review={review} onClose={() => setAsking(null)} />}
    </div>
  );
}
