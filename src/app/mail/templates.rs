//! The texts of mails: built in, or the practice's own from a directory.
//!
//! Every mail has a text and a page. The practice's own files have the names of the built-in ones and may use the same
//! variables; what is not in the directory is taken from the built-in ones. All are tried out when the appliance starts, so
//! that a slip in one is found then and not when somebody waits for a mail.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use minijinja::{Environment, UndefinedBehavior, Value, context};

/// A mail's page, named as its files are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Confirm an address.
    Verification,
    /// To somebody who tried to make a second account.
    AccountExists,
    /// Choose a new password.
    PasswordReset,
    /// Make an account.
    Invitation,
    /// A sign-in from a new device.
    SignInAlert,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 5] = [
        Self::Verification,
        Self::AccountExists,
        Self::PasswordReset,
        Self::Invitation,
        Self::SignInAlert,
    ];

    /// The name of its files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::AccountExists => "account_exists",
            Self::PasswordReset => "password_reset",
            Self::Invitation => "invitation",
            Self::SignInAlert => "sign_in_alert",
        }
    }

    /// What stands in the list of mails, over somebody's shoulder too: not what the account is for.
    fn subject(self) -> &'static str {
        match self {
            Self::Verification => "Please confirm your e-mail address",
            Self::AccountExists => "You already have an account",
            Self::PasswordReset => "Choose a new password",
            Self::Invitation => "Your invitation",
            Self::SignInAlert => "New sign-in to your account",
        }
    }
}

macro_rules! built_in {
    ($($name:literal),+) => {
        [$(($name, include_str!(concat!("templates/", $name)))),+]
    };
}

const BUILT_IN: [(&str, &str); 10] = built_in!(
    "verification.txt",
    "verification.html",
    "account_exists.txt",
    "account_exists.html",
    "password_reset.txt",
    "password_reset.html",
    "invitation.txt",
    "invitation.html",
    "sign_in_alert.txt",
    "sign_in_alert.html"
);

/// What a text may use. What a mail has no use for is empty.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// Name of the person.
    pub user_name: String,
    /// Link that confirms the address.
    pub verification_url: String,
    /// Link to choose a new password.
    pub reset_url: String,
    /// Link to make an account.
    pub invitation_url: String,
    /// Where the pages are.
    pub frontend_url: String,
    /// When somebody signed in.
    pub signed_in_at: String,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Subject.
    pub subject: String,
    /// The text for programs that show no pages.
    pub text: String,
    /// The text as a page.
    pub html: String,
}

/// Why the practice's own texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadTemplate {
    /// A file or the directory cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file with a name that no mail asks for: probably a slip.
    #[error("{path} belongs to no mail; the names are {names}")]
    Unknown {
        /// Which.
        path: PathBuf,
        /// The names that there are.
        names: String,
    },
    /// It is no template, or uses a variable that there is not.
    #[error("the template {name} cannot be used")]
    Faulty {
        /// Which.
        name: String,
        /// Where and why.
        source: minijinja::Error,
    },
}

/// The texts of all mails.
#[derive(Debug, Clone)]
pub struct Templates {
    sources: BTreeMap<String, String>,
}

impl Templates {
    /// The built-in texts.
    pub fn built_in() -> Self {
        let sources = BUILT_IN.map(|(name, source)| (name.to_owned(), source.to_owned()));
        Self {
            sources: BTreeMap::from(sources),
        }
    }

    /// The built-in texts, and in the place of some the practice's own.
    ///
    /// # Errors
    /// [`BadTemplate`].
    pub fn with_own(directory: &Path) -> Result<Self, BadTemplate> {
        let unreadable = |path: &Path, source| BadTemplate::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut templates = Self::built_in();
        for entry in fs::read_dir(directory).map_err(|source| unreadable(directory, source))? {
            let path = entry.map_err(|source| unreadable(directory, source))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_text = name.ends_with(".txt") || name.ends_with(".html");
            if let Some(text) = templates.sources.get_mut(name) {
                *text = fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
            } else if is_text {
                let names: Vec<&str> = templates.sources.keys().map(String::as_str).collect();
                return Err(BadTemplate::Unknown {
                    names: names.join(", "),
                    path,
                });
            }
        }
        for page in Page::ALL {
            templates.render(page, &Values::default())?;
        }
        Ok(templates)
    }

    /// Writes a mail.
    ///
    /// # Errors
    /// [`BadTemplate::Faulty`].
    pub fn render(&self, page: Page, values: &Values) -> Result<Text, BadTemplate> {
        Ok(Text {
            subject: page.subject().to_owned(),
            text: self.file(&format!("{}.txt", page.name()), values)?,
            html: self.file(&format!("{}.html", page.name()), values)?,
        })
    }

    fn file(&self, name: &str, values: &Values) -> Result<String, BadTemplate> {
        let faulty = |source| BadTemplate::Faulty {
            name: name.to_owned(),
            source,
        };
        // Files that end in `.html` escape what they are given; nobody's name becomes markup.
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_keep_trailing_newline(true);
        environment.set_fuel(Some(100_000));
        for (name, source) in &self.sources {
            environment.add_template(name, source).map_err(faulty)?;
        }
        environment
            .get_template(name)
            .and_then(|template| template.render(values.of_file(name)))
            .map_err(faulty)
    }
}

impl Values {
    /// The values as a file takes them. In a page, links are escaped here and as little as HTML asks for: the library also
    /// escapes their slashes, at which programs that only half understand pages stumble.
    fn of_file(&self, name: &str) -> Value {
        let link = |url: &str| {
            if name.ends_with(".html") {
                Value::from_safe_string(escaped(url))
            } else {
                Value::from(url)
            }
        };
        context! {
            user_name => self.user_name,
            verification_url => link(&self.verification_url),
            reset_url => link(&self.reset_url),
            invitation_url => link(&self.invitation_url),
            frontend_url => link(&self.frontend_url),
            signed_in_at => self.signed_in_at,
        }
    }
}

fn escaped(url: &str) -> String {
    url.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let at = "https://practice.example/auth";
        Values {
            user_name: "Ada Okafor".into(),
            verification_url: format!("{at}/verify?token=TOKEN"),
            reset_url: format!("{at}/reset?token=TOKEN"),
            invitation_url: format!("{at}/invitation?token=TOKEN"),
            frontend_url: "https://practice.example".into(),
            signed_in_at: "25 November 2026, 22:09 UTC".into(),
        }
    }

    #[test]
    fn the_texts_are_the_reviewed_ones() {
        for page in Page::ALL {
            let written = Templates::built_in()
                .render(page, &values())
                .expect("the template is good");
            let shown = format!("Subject: {}\n\n{}\n{}", written.subject, written.text, written.html);
            insta::assert_snapshot!(page.name(), shown);
        }
    }

    #[test]
    fn no_mail_says_what_the_account_is_for() {
        const TELLING: [&str; 17] = [
            "therap",
            "bridge",
            "clinic",
            "patient",
            "client",
            "practice",
            "session",
            "health",
            "doctor",
            "counsel",
            "treatment",
            "record",
            "appointment",
            "psych",
            "mental",
            "medical",
            "care",
        ];
        let values = Values {
            frontend_url: "https://example.org".into(),
            ..Values::default()
        };
        for page in Page::ALL {
            let written = Templates::built_in()
                .render(page, &values)
                .expect("the template is good");
            let all = format!("{written:?}").to_lowercase();
            for word in TELLING {
                assert!(!all.contains(word), "{} says `{word}`", page.name());
            }
        }
    }

    #[test]
    fn a_name_is_text_and_never_markup() {
        let values = Values {
            user_name: "<a href='https://elsewhere.example'>Ada</a>".into(),
            ..values()
        };
        let written = Templates::built_in()
            .render(Page::Invitation, &values)
            .expect("the template is good");
        assert!(!written.html.contains("<a href='"), "{}", written.html);
        assert!(written.html.contains("&lt;a href="), "{}", written.html);
        let values = Values {
            frontend_url: "https://x.example/?a=1&b=\"><script>".into(),
            ..Values::default()
        };
        let written = Templates::built_in()
            .render(Page::AccountExists, &values)
            .expect("the template is good");
        assert!(!written.html.contains("<script>"), "{}", written.html);
        assert!(
            written.html.contains("https://x.example/?a=1&amp;b=&quot;&gt;"),
            "{}",
            written.html
        );
    }

    #[test]
    fn the_practices_own_texts_take_the_place_of_the_built_in_ones() {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(
            directory.path().join("verification.html"),
            "Dear {{ user_name }}: {{ verification_url }} ({{ frontend_url }})",
        )
        .expect("a file");
        fs::write(directory.path().join("README"), "ours").expect("a file");
        let own = Templates::with_own(directory.path()).expect("usable");
        let written = own.render(Page::Verification, &values()).expect("usable");
        assert_eq!(
            written.html,
            "Dear Ada Okafor: https://practice.example/auth/verify?token=TOKEN (https://practice.example)"
        );
        let built_in = Templates::built_in()
            .render(Page::Verification, &values())
            .expect("good");
        assert_eq!(written.text, built_in.text);
    }

    #[test]
    fn a_slip_in_a_text_is_found_at_the_start() {
        for (name, text) in [
            ("verification.html", "{{ user_nmae }}"),
            ("verification.txt", "{% if user_name %}"),
            ("verfication.html", "misspelt"),
        ] {
            let directory = tempfile::tempdir().expect("a directory");
            fs::write(directory.path().join(name), text).expect("a file");
            let refused = Templates::with_own(directory.path()).expect_err("a slip");
            assert!(refused.to_string().contains(name), "{refused}");
        }
        assert!(Templates::with_own(Path::new("/nowhere/at/all")).is_err());
    }
}
