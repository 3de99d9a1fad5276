import { ForgottenForm } from '../features/account/ForgottenForm';
import { strings } from '../strings';
import { NarrowPage } from '../ui/NarrowPage';
import { ToSignIn } from '../ui/ToSignIn';

export function ForgottenPage() {
  return (
    <NarrowPage title={strings.reset.forgotten} below={<ToSignIn />}>
      <ForgottenForm />
    </NarrowPage>
  );
}
