//! Mail as it leaves: by SMTP to a real server, to SendGrid and Amazon's SES as their documentation describes them, and through
//! the one door that all of it has to pass.
//!
//! `scripts/setup.sh test` installs the mail server (aiosmtpd) into `build/python`.

mod egress;
mod post_office;
mod services;
mod smtp;
