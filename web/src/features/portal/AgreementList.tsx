import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { ConfirmWindow } from '../../ui/ConfirmWindow';
import { named } from '../../ui/named';
import { useDeed } from '../../ui/useDeed';
import { type Agreement, withdrawAgreement } from './api';
import classes from './portal.module.css';
import { PORTAL_KEY } from './queries';
import { agreementWords, isInForce } from './words';

const text = strings.agreements;

/** What the client agreed to, in its own words, and taking each back. */
export function AgreementList({ agreements, now }: { agreements: Agreement[]; now: number }) {
  const [withdrawing, setWithdrawing] = useState<Agreement | null>(null);
  return (
    <>
      <ul className={classes.list} aria-label={text.title}>
        {agreements.map((agreement) => {
          const inForce = isInForce(agreement, now);
          const what = named(text.scopes, agreement.scope);
          return (
            <li key={agreement.id}>
              <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
                <div>
                  <Text inherit fw={600}>
                    {what}
                  </Text>
                  <span className={classes.soft}>{agreementWords(agreement, now)}</span>
                </div>
                {inForce && (
                  <Button
                    variant="default"
                    aria-label={text.withdrawOf(what)}
                    onClick={() => setWithdrawing(agreement)}
                  >
                    {text.withdraw}
                  </Button>
                )}
              </Group>
              <details className={classes.wording}>
                <summary>{text.wording}</summary>
                <p>{agreement.text}</p>
              </details>
            </li>
          );
        })}
      </ul>
      {withdrawing !== null && (
        <WithdrawWindow agreement={withdrawing} onClose={() => setWithdrawing(null)} />
      )}
    </>
  );
}

function WithdrawWindow({ agreement, onClose }: { agreement: Agreement; onClose: () => void }) {
  const withdraw = useDeed({
    run: () => withdrawAgreement(agreement.id),
    renews: [PORTAL_KEY],
    done: () => text.done,
  });
  return (
    <ConfirmWindow
      title={text.withdrawTitle}
      confirm={text.confirm}
      cancel={text.keep}
      pending={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text size="lg" fw={600}>
        {named(text.scopes, agreement.scope)}
      </Text>
      <Text size="lg">{agreement.scope === 'portal' ? text.withdrawPortal : text.withdrawText}</Text>
    </ConfirmWindow>
  );
}
