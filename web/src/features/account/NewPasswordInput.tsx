import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { strings } from '../../strings';

/** A password that is being chosen; the rule stands beside it before anything is refused. */
export function NewPasswordInput(props: PasswordInputProps) {
  return (
    <PasswordInput
      label={strings.password.fresh}
      description={strings.password.rule}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': strings.account.showPassword, tabIndex: 0 }}
      {...props}
    />
  );
}
