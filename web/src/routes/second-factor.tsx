import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { renewMe, signOut } from '../features/account/queries';
import { SetUpSecondFactor } from '../features/account/SetUpSecondFactor';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';

const text = strings.secondFactor;

/** Before anything else, for those who have no second factor and must have one. */
export function SecondFactorPage() {
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => void navigate({ to: '/sign-in', search: {} }),
  });
  const goOn = async (): Promise<void> => {
    await renewMe();
    await navigate({ to: '/', replace: true });
  };
  return (
    <NarrowPage
      title={text.title}
      width={480}
      below={
        <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
          {strings.account.signOut}
        </Button>
      }
    >
      <Stack gap="md">
        <Text>{text.demanded}</Text>
        <SetUpSecondFactor begin={text.begin} done={text.goOn} onDone={() => void goOn()} />
      </Stack>
    </NarrowPage>
  );
}
