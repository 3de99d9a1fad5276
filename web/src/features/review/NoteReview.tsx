import { Alert, Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Session } from '../../api';
import { strings } from '../../strings';
import { useKeys } from '../../ui/useKeys';
import { useMe } from '../account/useMe';
import { Amendments } from './Amendments';
import { editNote, getReview, type Review } from './api';
import { Autosaver, AutosaverContext } from './autosaver';
import { ConflictNotice } from './ConflictNotice';
import { PLAIN } from './format';
import { LeaveGuard } from './LeaveGuard';
import { NoteEditor } from './NoteEditor';
import { Notices } from './Notices';
import { OpenItems } from './OpenItems';
import { ProcessNote } from './ProcessNote';
import { takeReview } from './queries';
import { RedraftOffer } from './RedraftOffer';
import { Rendered } from './Rendered';
import { ReviewBar } from './ReviewBar';
import classes from './review.module.css';
import { ScreenGaps } from './ScreenGaps';
import { Signatures } from './Signatures';
import { itemsOf, nextOpen } from './state';
import { VersionsDrawer } from './VersionsDrawer';

const text = strings.signing;

async function taken(answer: Promise<Review>): Promise<Review> {
  const review = await answer;
  takeReview(review);
  return review;
}

interface NoteReviewProps {
  session: Session;
  review: Review;
}

/** One note from draft to signature: what it says, what is still to be decided, and who stands for it. */
export function NoteReview({ session, review }: NoteReviewProps) {
  const id = session.id;
  const me = useMe();
  const [autosaver] = useState(
    () =>
      new Autosaver(
        {
          save: (revision, fields) => taken(editNote(id, revision, fields)),
          load: () => taken(getReview(id)),
        },
        review,
      ),
  );
  useEffect(() => autosaver.see(review), [autosaver, review]);
  const [format, setFormat] = useState(PLAIN);
  const body = useRef<HTMLDivElement>(null);
  const [versions, setVersions] = useState(false);
  const [current, setCurrent] = useState<string | null>(null);
  const [wanted, setWanted] = useState<{ key: string } | null>(null);
  const [voidedShown, setVoidedShown] = useState(false);
  const items = useMemo(() => itemsOf(review), [review]);
  const [allDecided, setAllDecided] = useState<object | null>(null);
  const goTo = (key: string): void => {
    setCurrent(key);
    setWanted({ key });
  };
  const goToNext = (): void => {
    const open = nextOpen(items, current);
    if (open !== null) goTo(open.key);
  };
  useKeys({ n: goToNext });
  const voided = review.state === 'voided';
  return (
    <AutosaverContext value={autosaver}>
      <LeaveGuard />
      <ReviewBar
        session={session}
        review={review}
        format={format}
        onFormat={(chosen) => {
          setFormat(chosen);
          // What was chosen may be under a long list of items.
          body.current?.scrollIntoView({ block: 'start' });
        }}
        onVersions={() => setVersions(true)}
        onItem={goTo}
        onNext={goToNext}
        allDecided={allDecided}
      />
      {voided && (
        <Alert color="brick" variant="outline" mb="md" role="status">
          {text.voidedBanner}
          {!voidedShown && (
            <Button variant="default" size="xs" mt="sm" display="block" onClick={() => setVoidedShown(true)}>
              {text.showVoided}
            </Button>
          )}
        </Alert>
      )}
      {(!voided || voidedShown) && (
        <>
          <Notices notes={review.notes} />
          <ConflictNotice />
          <RedraftOffer review={review} />
          <ScreenGaps screen={review.screen} />
          <OpenItems
            review={review}
            items={items}
            current={current}
            onCurrent={setCurrent}
            wanted={wanted}
            onNext={(key) => (key === null ? setAllDecided({}) : goTo(key))}
          />
          <div ref={body} className={classes.body}>
            {format === PLAIN ? <NoteEditor review={review} /> : <Rendered review={review} format={format} />}
          </div>
          <Signatures review={review} />
          <Amendments review={review} />
        </>
      )}
      {me.role === 'therapist' && <ProcessNote sessionId={id} />}
      <VersionsDrawer review={review} opened={versions} onClose={() => setVersions(false)} />
    </AutosaverContext>
  );
}
