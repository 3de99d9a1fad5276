//! What the settings of mail cannot say about themselves: each provider needs its own.

use std::net::IpAddr;

use app::mail::{SendGrid, Sender, Ses};
use figment::Figment;

use super::load::{Problem, place_of};
use super::settings::Config;

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A service is spoken to in the clear on this machine only.
pub(super) fn is_service(url: &str) -> bool {
    let host = |rest: &str| {
        let authority = rest.split(['/', '?']).next().unwrap_or(rest);
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        is_here(host.trim_matches(['[', ']']))
    };
    url.starts_with("https://") || url.strip_prefix("http://").is_some_and(host)
}

impl Config {
    pub(super) fn check_mail(&self, figment: &Figment, problems: &mut Vec<Problem>) {
        let provider = self.email_provider.as_str();
        if !["folder", "smtp", "sendgrid", "ses"].contains(&provider) {
            problems.push(Problem::new(
                place_of(figment, "email_provider"),
                format!("`{provider}` is none of `folder`, `smtp`, `sendgrid`, `ses`"),
            ));
        }
        self.check_values(figment, problems);
        let mut need = |is_set: bool, name: &str, what: &str| {
            if !is_set {
                problems.push(Problem::new(
                    name,
                    format!("is not set: EMAIL_PROVIDER is `{provider}`, which needs {what}"),
                ));
            }
        };
        if matches!(provider, "smtp" | "sendgrid" | "ses") {
            need(
                self.frontend_url.is_some(),
                "FRONTEND_URL",
                "the address that links in mails lead to",
            );
            need(
                self.email_from != DEFAULT_SENDER,
                "EMAIL_FROM",
                "the sender of every mail",
            );
        }
        match provider {
            "smtp" => {
                need(self.smtp_host.is_some(), "SMTP_HOST", "a server");
                if self.smtp_username.is_some() || self.smtp_password.is_some() {
                    need(self.smtp_username.is_some(), "SMTP_USERNAME", "both halves of a login");
                    need(self.smtp_password.is_some(), "SMTP_PASSWORD", "both halves of a login");
                }
            }
            "sendgrid" => need(self.email_api_key.is_some(), "EMAIL_API_KEY", "an API key"),
            "ses" => {
                need(self.aws_access_key_id.is_some(), "AWS_ACCESS_KEY_ID", "an access key");
                need(
                    self.aws_secret_access_key.is_some(),
                    "AWS_SECRET_ACCESS_KEY",
                    "the secret of the access key",
                );
            }
            _ => {}
        }
    }

    fn check_values(&self, figment: &Figment, problems: &mut Vec<Problem>) {
        let mut wrong = |key: &str, message: String| problems.push(Problem::new(place_of(figment, key), message));
        if let Err(bad) = Sender::parse(&self.email_from) {
            wrong("email_from", format!("`{}` {bad}", self.email_from));
        }
        if let Some(url) = &self.frontend_url
            && !url.starts_with("https://")
            && !url.starts_with("http://")
        {
            wrong(
                "frontend_url",
                format!("`{url}` must begin with `https://` or `http://`"),
            );
        }
        if let Some(directory) = &self.mail_templates
            && !directory.is_dir()
        {
            wrong("mail_templates", format!("{} is no directory", directory.display()));
        }
        match self.smtp_security.as_str() {
            "starttls" | "tls" => {}
            "none" if self.smtp_host.as_deref().is_none_or(is_here) => {}
            "none" => wrong(
                "smtp_security",
                "`none` is for a relay on this machine: passwords and links would cross the network in the clear"
                    .into(),
            ),
            other => wrong(
                "smtp_security",
                format!("`{other}` is none of `starttls`, `tls`, `none`"),
            ),
        }
        if SendGrid::destination(&self.sendgrid_url).is_err() || !is_service(&self.sendgrid_url) {
            wrong(
                "sendgrid_url",
                format!("`{}` must begin with `https://`", self.sendgrid_url),
            );
        }
        let region = &self.aws_default_region;
        if region.is_empty() || !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            wrong("aws_default_region", format!("`{region}` is no region"));
        }
        if let Some(url) = &self.ses_url
            && (Ses::destination(url).is_err() || !is_service(url))
        {
            wrong("ses_url", format!("`{url}` must begin with `https://`"));
        }
    }
}

/// The sender when nobody set one: good for files on this machine and nothing else.
const DEFAULT_SENDER: &str = "noreply@localhost";
