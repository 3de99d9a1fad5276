//! The folder into which a practice without a mail server gets its mail.

use std::fs;
use std::path::PathBuf;

use super::site::Site;
use super::{SOON, until};

/// Where the `.eml` files lie.
pub fn folder(site: &Site) -> PathBuf {
    site.data().join("mail")
}

/// The token of a link that begins like this, from a mail to this address; waits for the mail.
pub async fn token(site: &Site, to: &str, link: &str) -> String {
    newer_token(site, to, link, "").await
}

/// Such a token that is not this one.
pub async fn newer_token(site: &Site, to: &str, link: &str, known: &str) -> String {
    until(&format!("a mail to {to} with {link}"), SOON, || async {
        let files = fs::read_dir(folder(site)).ok()?.flatten();
        let mails = files.filter_map(|file| fs::read_to_string(file.path()).ok());
        let tokens = mails.filter_map(|mail| token_in(&mail, to, link));
        tokens.into_iter().find(|token| token != known)
    })
    .await
}

fn token_in(mail: &str, to: &str, link: &str) -> Option<String> {
    let mail = mail.replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n")?;
    let is_theirs = |line: &str| line.to_ascii_lowercase().starts_with("to:") && line.contains(to);
    if !head.lines().any(is_theirs) {
        return None;
    }
    // Quoted-printable breaks long lines, and writes the equals sign as a number.
    let body = body.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = body.split_once(link)?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    Some(rest.chars().take_while(|c| is_token(*c)).collect())
}
