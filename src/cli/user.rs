//! `therapybridge user`: accounts, made by whoever owns the machine.

use std::io::{BufRead, IsTerminal, Write};

use app::users::{NewUser, Reset};
use clap::{ArgGroup, Args, Subcommand};
use domain::user::Role;

use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;
use crate::wiring::{self, Tenancy};

/// Arguments of `user`.
#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make an account
    #[command(
        after_help = "The password is asked for on a terminal, else read from the first line of standard input.\n\nExample:\n  therapybridge user create --email jane@example.org --role admin --first-name Jane --last-name Smith\n\nExit status: 0 made, 2 a field is not acceptable or the address is taken."
    )]
    Create {
        /// Address to sign in with
        #[arg(long)]
        email: String,
        /// therapist, supervisor, patient or admin
        #[arg(long)]
        role: Role,
        /// Given name
        #[arg(long)]
        first_name: String,
        /// Family name
        #[arg(long)]
        last_name: String,
        /// Print the account as JSON
        #[arg(long)]
        json: bool,
    },
    /// Help somebody who lost their password or their second factor
    #[command(
        after_help = "A new password is asked for on a terminal, else read from the first line of standard input; it ends every login of the account. The person sets up a new second factor when they next sign in.\n\nExample:\n  therapybridge user reset --email jane@example.org --password --second-factor\n\nExit status: 0 done, 2 there is no such account or the password is not acceptable."
    )]
    #[command(group = ArgGroup::new("what").args(["password", "second_factor"]).required(true).multiple(true))]
    Reset {
        /// Address of the account
        #[arg(long)]
        email: String,
        /// Set a new password
        #[arg(long)]
        password: bool,
        /// Remove the second factor
        #[arg(long)]
        second_factor: bool,
    },
}

/// Runs `user`.
pub async fn run(args: &UserArgs, config: &Config) -> Outcome {
    match &args.action {
        Action::Create {
            email,
            role,
            first_name,
            last_name,
            json,
        } => {
            let new = NewUser {
                email: email.clone(),
                password: password()?,
                first_name: first_name.clone(),
                last_name: last_name.clone(),
                role: *role,
            };
            create(new, *json, config).await
        }
        Action::Reset {
            email,
            password: new_password,
            second_factor,
        } => {
            let what = Reset {
                password: new_password.then(password).transpose()?,
                second_factor: *second_factor,
            };
            reset(email, what, config).await
        }
    }
}

async fn create(new: NewUser, json: bool, config: &Config) -> Outcome {
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let made = app::users::create(&wired.app, new).await;
    wired.unload().await;
    let user = made.map_err(usage)?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "id": user.id.uuid(), "email": user.email, "role": user.role.as_str() })
        );
    } else {
        println!("{} may now sign in as {}.", user.email, user.role);
    }
    Ok(())
}

async fn reset(email: &str, what: Reset, config: &Config) -> Outcome {
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let (password, second_factor) = (what.password.is_some(), what.second_factor);
    let done = app::users::reset(&wired.app, email, what).await;
    wired.unload().await;
    let user = done.map_err(usage)?;
    if password {
        println!("{} has a new password and was signed out everywhere.", user.email);
    }
    if second_factor {
        println!("{} has no second factor any more.", user.email);
    }
    Ok(())
}

/// What is wrong with what was typed ends with another status than what is wrong with the machine.
fn usage(error: app::Error) -> Failure {
    match error {
        app::Error::Invalid { .. } | app::Error::Conflict(_) | app::Error::NotFound(_) => {
            Failure::new(Exit::Usage, error)
        }
        other => Failure::from(other),
    }
}

fn password() -> Result<String, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return ask();
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn ask() -> Result<String, Failure> {
    let mut out = std::io::stderr();
    out.flush()?;
    let first = rpassword::prompt_password("Password (12 characters or more): ")?;
    let second = rpassword::prompt_password("Once more: ")?;
    if first != second {
        return Err(Failure::because(Exit::Usage, "the two passwords differ"));
    }
    Ok(first)
}
