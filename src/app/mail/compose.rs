//! What a queued mail says, found out when it is sent.

use domain::mail::{Mail, Template};
use domain::user::{User, normalise_email};
use store::Tx;

use super::{Message, Page, Values};
use crate::account_tokens::{self, Purpose};
use crate::{App, Error, Result};

/// The longest name that a mail addresses somebody by, in characters.
const LONGEST_NAME: usize = 60;

/// A mail, or why there is none.
pub(crate) enum Composed {
    /// To be sent.
    Message(Box<Message>),
    /// There is nobody to write to, or nothing to write about.
    Nothing(&'static str),
}

/// Writes a mail: makes its token and renders its texts. The transaction stores the token; it must be committed before the
/// mail leaves, or a quick reader finds a link that does not work yet.
pub(crate) async fn compose(app: &App, tx: &mut Tx, mail: &Mail) -> Result<Composed> {
    let written = match mail.template {
        Template::Verification => verification(app, tx, mail).await?,
        Template::PasswordReset => password_reset(app, tx, mail).await?,
        Template::Invitation => invitation(app, tx, mail).await?,
        Template::SignInAlert => sign_in_alert(tx, mail).await?,
    };
    let (page, link, mut values) = match written {
        Ok(written) => written,
        Err(reason) => return Ok(Composed::Nothing(reason)),
    };
    values.frontend_url = app.mailer.frontend_url().to_owned();
    let text = app.mailer.templates.render(page, &values).map_err(Error::internal)?;
    Ok(Composed::Message(Box::new(Message {
        id: mail.id,
        template: mail.template,
        from: app.mailer.sender.clone(),
        to: mail.address.trim().to_owned(),
        subject: text.subject,
        text: text.text,
        html: text.html,
        link,
        at: app.now(),
    })))
}

/// A page with its link and its values, or why nothing is sent.
type Written = std::result::Result<(Page, Option<String>, Values), &'static str>;

/// The account that a mail is about, by its id or else by the address that somebody typed.
async fn account(tx: &mut Tx, mail: &Mail) -> Result<Option<User>> {
    let account = match (mail.user, normalise_email(&mail.address)) {
        (Some(user), _) => store::users::by_id(tx, user).await?,
        (None, Ok(email)) => store::users::by_email(tx, &email).await?,
        (None, Err(_)) => None,
    };
    Ok(account.map(|account| account.user).filter(|user| user.is_active))
}

const NO_ACCOUNT: &str = "no account";
const USED: &str = "its link was used";

fn link(app: &App, page: &str, token: &str) -> String {
    // The contract's form of the verification link; the others are like it.
    format!("{}/auth/{page}?token={token}", app.mailer.frontend_url())
}

async fn verification(app: &App, tx: &mut Tx, mail: &Mail) -> Result<Written> {
    let Some(user) = account(tx, mail).await? else {
        return Ok(Err(NO_ACCOUNT));
    };
    if user.is_shadow {
        // Whoever typed the address must not learn that it has an account; whoever reads the mail may.
        return Ok(Ok((Page::AccountExists, None, Values::default())));
    }
    if user.is_verified {
        return Ok(Err("the address is confirmed"));
    }
    let Some(token) = account_tokens::issue(app, tx, Purpose::VerifyEmail, user.id, mail.id).await? else {
        return Ok(Err(USED));
    };
    let url = link(app, "verify", &token);
    let values = Values {
        user_name: greeting(&user.full_name()),
        verification_url: url.clone(),
        ..Values::default()
    };
    Ok(Ok((Page::Verification, Some(url), values)))
}

async fn password_reset(app: &App, tx: &mut Tx, mail: &Mail) -> Result<Written> {
    let Some(user) = account(tx, mail).await?.filter(|user| !user.is_shadow) else {
        return Ok(Err(NO_ACCOUNT));
    };
    let Some(token) = account_tokens::issue(app, tx, Purpose::ResetPassword, user.id, mail.id).await? else {
        return Ok(Err(USED));
    };
    let url = link(app, "reset", &token);
    let values = Values {
        user_name: greeting(&user.full_name()),
        reset_url: url.clone(),
        ..Values::default()
    };
    Ok(Ok((Page::PasswordReset, Some(url), values)))
}

async fn invitation(app: &App, tx: &mut Tx, mail: &Mail) -> Result<Written> {
    let found = match mail.invitation {
        Some(id) => store::invitations::find(tx, id).await?,
        None => None,
    };
    let open = found.filter(|invitation| {
        invitation.accepted_at.is_none() && invitation.revoked_at.is_none() && app.now() < invitation.expires_at
    });
    let Some(invitation) = open else {
        return Ok(Err("the invitation is not open"));
    };
    let (token, hash) = account_tokens::of_mail(app, mail.id)?;
    store::invitations::set_token(tx, invitation.id, &hash).await?;
    let url = link(app, "invitation", &token);
    let values = Values {
        user_name: greeting(&format!("{} {}", invitation.first_name, invitation.last_name)),
        invitation_url: url.clone(),
        ..Values::default()
    };
    Ok(Ok((Page::Invitation, Some(url), values)))
}

async fn sign_in_alert(tx: &mut Tx, mail: &Mail) -> Result<Written> {
    let Some(user) = account(tx, mail).await? else {
        return Ok(Err(NO_ACCOUNT));
    };
    let signed_in_at = mail.created_at.utc().format("%-d %B %Y, %H:%M UTC").to_string();
    let values = Values {
        user_name: greeting(&user.full_name()),
        signed_in_at,
        ..Values::default()
    };
    Ok(Ok((Page::SignInAlert, None, values)))
}

/// A name as a mail may address somebody by it. Anybody can have a mail sent to anybody by signing up in their name, so what
/// may be a message or a link instead of a name is left out.
fn greeting(name: &str) -> String {
    let name = name.trim();
    let of_a_name = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’') || is_mark(c);
    // "www.example" is a link to some mail programs; "Dr. Ada" is not.
    let dotted = name
        .split('.')
        .skip(1)
        .any(|after| !after.is_empty() && !after.starts_with(' '));
    if name.chars().count() <= LONGEST_NAME && name.chars().all(of_a_name) && !dotted {
        name.to_owned()
    } else {
        String::new()
    }
}

/// Combining accents, with which some systems write letters.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_is_a_name_or_nothing() {
        for name in [
            "Ada Okafor",
            "Dr. Zoë O'Neil-Øst",
            "Nguyễn Văn A.",
            "李小龍",
            "Noe\u{308}l",
        ] {
            assert_eq!(greeting(name), name);
        }
        for other in [
            "win.example now",
            "https://win.example",
            "Call 0900 555 0100",
            "a@b.example",
            "<b>Ada</b>",
            &"Ada ".repeat(30),
        ] {
            assert_eq!(greeting(other), "", "{other}");
        }
    }
}
