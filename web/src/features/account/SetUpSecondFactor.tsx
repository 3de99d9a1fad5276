import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type BeginSecondFactorResponse, beginSecondFactor, confirmSecondFactor } from '../../api';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { CodeInput } from './CodeInput';
import { QrCode } from './QrCode';
import { RecoveryCodes } from './RecoveryCodes';
import classes from './secondFactor.module.css';

const text = strings.secondFactor;

interface SetUpSecondFactorProps {
  /** What the button says that begins. */
  begin: string;
  /** What the button says that leaves the recovery codes. */
  done: string;
  onDone: () => void;
  onCancel?: () => void;
}

/** From the QR code over the first six digits to the recovery codes. */
export function SetUpSecondFactor({ begin, done, onDone, onCancel }: SetUpSecondFactorProps) {
  const start = useMutation({ mutationFn: async () => (await beginSecondFactor()).data });
  const confirm = useMutation({
    mutationFn: async (code: string) => (await confirmSecondFactor({ body: { code } })).data.recovery_codes,
  });
  if (confirm.data) return <RecoveryCodes codes={confirm.data} done={done} onDone={onDone} />;
  if (start.data) {
    return (
      <Scan
        enrolment={start.data}
        error={confirm.error}
        pending={confirm.isPending}
        onCode={(code) => confirm.mutate(code)}
        onCancel={onCancel}
      />
    );
  }
  return (
    <Stack gap="md" align="flex-start">
      <FormProblem error={start.error} />
      <Button loading={start.isPending} onClick={() => start.mutate()}>
        {begin}
      </Button>
    </Stack>
  );
}

interface ScanProps {
  enrolment: BeginSecondFactorResponse;
  error: Error | null;
  pending: boolean;
  onCode: (code: string) => void;
  onCancel?: () => void;
}

function Scan({ enrolment, error, pending, onCode, onCancel }: ScanProps) {
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? strings.account.missingCode : null) },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ code }) => onCode(code.trim()))}>
      <Stack gap="md" maw={460}>
        <Text>{text.scan}</Text>
        <QrCode value={enrolment.otpauth_uri} label={text.qr} />
        <div>
          <Text size="sm" c="dimmed">
            {text.byHand}
          </Text>
          <Text className={classes.secret}>{(enrolment.secret.match(/.{1,4}/g) ?? []).join(' ')}</Text>
        </div>
        <CodeInput label={text.firstCode} inputMode="numeric" autoFocus {...form.getInputProps('code')} />
        <FormProblem error={error} />
        <Group gap="sm">
          <Button type="submit" loading={pending}>
            {text.confirm}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {strings.common.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
