use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use support::{Database, everybody_gets_a_turn};

/// Polls a future so many times, with the driver of the sockets in between, and gives it up. Whether it was finished by then.
async fn begun_and_given_up<T>(future: impl Future<Output = T>, polls: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        let once = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready()));
        if once.await {
            return true;
        }
        everybody_gets_a_turn().await;
    }
    false
}

#[tokio::test]
async fn a_read_that_is_given_up_while_it_begins_leaves_no_connection_read_only() {
    let database = Database::fresh().await;
    database.execute("CREATE TABLE notices (id INTEGER)").await;
    let (mut rounds, mut given_up) = (0, 0);
    // SQLite's driver answers from a thread, which on a busy machine may for a while be ahead of every poll.
    while rounds < 40 || (given_up == 0 && rounds < 4_000) {
        given_up += usize::from(!begun_and_given_up(database.db.read(), rounds % 4 + 1).await);
        rounds += 1;
        // Without a transaction of its own, so that one which was left open would swallow it.
        assert_eq!(database.execute("INSERT INTO notices VALUES (1)").await, 1);
        database
            .db
            .write()
            .await
            .expect("writable")
            .commit()
            .await
            .expect("nothing to commit");
    }
    assert!(given_up > 0, "every read had begun before it could be given up");
    database.db.close().await;
    let again = store::Db::open(&database.url(), store::db::PoolSize::default())
        .await
        .expect("opens");
    let count: i64 = match &again {
        store::Db::Sqlite(pool) => sqlx::query_scalar("SELECT COUNT(*) FROM notices").fetch_one(pool).await,
        store::Db::Postgres(pool) => sqlx::query_scalar("SELECT COUNT(*) FROM notices").fetch_one(pool).await,
    }
    .expect("countable");
    assert_eq!(usize::try_from(count), Ok(rounds));
}
