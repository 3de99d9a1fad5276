import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { named } from '../../ui/named';
import { destroySessions, type Standing, withdrawConsent } from './api';

const text = strings.consents;

interface WithdrawConsentProps {
  patientId: string;
  standing: Standing;
  onClose: () => void;
}

/** Withdraws, says what that stopped, and offers to destroy what exists. */
export function WithdrawConsent({ patientId, standing, onClose }: WithdrawConsentProps) {
  const renew = (): void => {
    void queryClient.invalidateQueries({ queryKey: ['patient', patientId] });
    void queryClient.invalidateQueries({ queryKey: ['sessions'] });
    void queryClient.invalidateQueries({ queryKey: ['session'] });
  };
  const withdraw = useMutation({
    mutationFn: () => withdrawConsent(patientId, standing.consent?.id ?? ''),
    onSuccess: renew,
  });
  const destroy = useMutation({
    mutationFn: (ids: string[]) => destroySessions(patientId, ids),
    onSuccess: renew,
  });
  const scope = named(text.scopes, standing.scope);
  const left = withdraw.data?.destructible_sessions ?? [];
  const title =
    withdraw.data === undefined
      ? text.withdrawTitle
      : left.length > 0 && destroy.data === undefined
        ? text.destroyTitle
        : text.withdrawn;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': strings.common.close }}>
      <Stack gap="md">
        {withdraw.data === undefined && (
          <>
            <Text>{text.withdrawText(scope, standing.name)}</Text>
            <FormProblem error={withdraw.error} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" data-autofocus onClick={onClose}>
                {strings.common.cancel}
              </Button>
              <Button color="brick" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
                {text.withdraw}
              </Button>
            </Group>
          </>
        )}
        {withdraw.data !== undefined && destroy.data === undefined && (
          <>
            <Text role="status">
              {text.withdrawn} {text.stopped(withdraw.data.stopped_sessions.length)}
            </Text>
            {left.length > 0 && <Text>{text.destroyText(left.length)}</Text>}
            <FormProblem error={destroy.error} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" autoFocus onClick={onClose}>
                {left.length > 0 ? text.keep : strings.common.close}
              </Button>
              {left.length > 0 && (
                <Button color="brick" loading={destroy.isPending} onClick={() => destroy.mutate(left)}>
                  {text.destroy(left.length)}
                </Button>
              )}
            </Group>
          </>
        )}
        {destroy.data !== undefined && (
          <>
            <div role="status">
              <Text>{text.destroyed(destroy.data.destroyed.length)}</Text>
              {destroy.data.kept.length > 0 && (
                <>
                  <Text>{text.kept(destroy.data.kept.length)}</Text>
                  <ul>
                    {[...new Set(destroy.data.kept.map(({ reason }) => reason))].map((reason) => (
                      <li key={reason}>{reason}</li>
                    ))}
                  </ul>
                </>
              )}
            </div>
            <Group justify="flex-end">
              <Button autoFocus onClick={onClose}>
                {strings.common.close}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
