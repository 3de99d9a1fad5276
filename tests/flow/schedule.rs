//! What happens by the clock, by the built binary: once of several machines, and to its end after a kill.

use std::fs;
use std::path::PathBuf;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::harness::server::Server;
use crate::harness::site::Site;
use crate::harness::{SOON, until};

/// What is over at the first run after a start.
const ENDED: &str = "SELECT COUNT(*) FROM schedules WHERE outcome = 'done' AND node IS NULL";

/// Makes a site whose every task was last done long ago.
async fn overdue(backups: bool) -> (Site, PathBuf) {
    let mut site = Site::new().await;
    let directory = site.root().join("backups");
    if backups {
        site.set("TB_BACKUP_DIR", directory.to_string_lossy());
    }
    site.serve().await.stop().await;
    site.database
        .change("UPDATE schedules SET done_until = 1700000000000000")
        .await;
    (site, directory)
}

fn finished_backups(directory: &PathBuf) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("therapybridge-")).count()
}

#[tokio::test]
async fn of_two_servers_on_one_database_one_runs_each_task_once() {
    let (site, directory) = overdue(true).await;
    let Some(url) = site.database.server_url() else {
        // One server alone may use the built-in database.
        let server = site.serve().await;
        until("every task has run", SOON, || async {
            (site.database.count(ENDED).await == 6).then_some(())
        })
        .await;
        assert_eq!(site.database.count("SELECT MAX(attempt) FROM schedules").await, 1);
        server.stop().await;
        return;
    };
    let second = site.root().join("second");
    fs::create_dir_all(second.join("keys")).expect("a directory");
    for key in fs::read_dir(site.data().join("keys")).expect("the keys").flatten() {
        fs::copy(key.path(), second.join("keys").join(key.file_name())).expect("a copy");
    }
    let mut other = site.command(&["serve"]);
    other.env("TB_DATA_DIR", &second).env("DATABASE_URL", url);
    let (one, two) = tokio::join!(site.serve(), Server::start(other, &site.log));
    let two = two.unwrap_or_else(|end| panic!("the second server ended: {end}"));
    until("every task has run", SOON, || async {
        (site.database.count(ENDED).await == 6).then_some(())
    })
    .await;
    assert_eq!(
        site.database.count("SELECT CAST(SUM(attempt) AS BIGINT) FROM schedules").await,
        6,
        "each was claimed once"
    );
    let deeds = "SELECT COUNT(*) FROM audit WHERE deed = 'schedule_ran'";
    assert!(
        [5, 6].contains(&site.database.count(deeds).await),
        "the hourly one with nothing to do is no news"
    );
    assert_eq!(
        site.database
            .count("SELECT COUNT(*) FROM audit WHERE deed = 'backup_made'")
            .await,
        1
    );
    assert_eq!(finished_backups(&directory), 1);
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn a_task_that_was_killed_in_the_middle_is_completed_after_the_restart() {
    let (site, directory) = overdue(true).await;
    // The backup waits for whoever writes into this pipe, which is nobody.
    let shard = site.data().join("recordings").join("aa");
    fs::create_dir_all(&shard).expect("a directory");
    let pipe = shard.join("0192f0c8-0000-7000-8000-0000000000aa.blob");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    let running =
        "SELECT COUNT(*) FROM schedules WHERE name = 'backup' AND node IS NOT NULL AND started_at IS NOT NULL";
    let server = site.serve().await;
    let at_work = || async {
        let copies = fs::read_dir(&directory).into_iter().flatten().flatten();
        let copied = copies.map(|entry| {
            entry.path().join("database.sqlite").exists() || entry.path().join("database.pgdump").exists()
        });
        (site.database.count(running).await == 1 && copied.into_iter().any(|copied| copied)).then_some(())
    };
    until("the backup is being made", SOON, at_work).await;
    server.kill().await;
    assert_eq!(
        finished_backups(&directory),
        0,
        "what is not whole has no name of a backup"
    );

    fs::remove_file(&pipe).expect("the pipe");
    let server = site.serve().await;
    until("the backup is made", SOON, || async {
        let done = "SELECT COUNT(*) FROM schedules WHERE name = 'backup' AND outcome = 'done'";
        (site.database.count(done).await == 1).then_some(())
    })
    .await;
    assert_eq!(finished_backups(&directory), 1);
    assert_eq!(
        fs::read_dir(&directory).expect("the directory").flatten().count(),
        2,
        "the backup and the lock: what the kill left is gone"
    );
    assert_eq!(
        site.database
            .count("SELECT attempt FROM schedules WHERE name = 'backup'")
            .await,
        2
    );
    assert_eq!(
        site.database
            .count("SELECT COUNT(*) FROM audit WHERE deed = 'backup_made'")
            .await,
        1
    );
    server.stop().await;
}
