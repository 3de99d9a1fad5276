//! `therapybridge user`: accounts, made by whoever owns the machine.

use std::io::{BufRead, IsTerminal, Write};

use clap::{Args, Subcommand};
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
}

/// Runs `user`.
pub async fn run(args: &UserArgs, config: &Config) -> Outcome {
    let Action::Create {
        email,
        role,
        first_name,
        last_name,
        json,
    } = &args.action;
    let new = app::users::NewUser {
        email: email.clone(),
        password: password()?,
        first_name: first_name.clone(),
        last_name: last_name.clone(),
        role: *role,
    };
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let made = app::users::create(&wired.app, new).await;
    wired.unload().await;
    let user = made.map_err(|error| match error {
        app::Error::Invalid { .. } | app::Error::Conflict(_) => Failure::new(Exit::Usage, error),
        other => Failure::from(other),
    })?;
    if *json {
        println!(
            "{}",
            serde_json::json!({ "id": user.id.uuid(), "email": user.email, "role": user.role.as_str() })
        );
    } else {
        println!("{} may now sign in as {}.", user.email, user.role);
    }
    Ok(())
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
