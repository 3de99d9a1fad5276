use std::time::Duration;

use domain::{Clock, LoginId, UserId};
use store::Error;
use store::logins::{self, NewLogin};

use crate::practice::{Practice, user};

#[tokio::test]
async fn an_address_belongs_to_one_account() {
    let practice = Practice::start().await;
    let mut tx = practice.write().await;
    let twin = user("robin@practice.example", &practice.clock);
    let refused = store::users::insert(&mut tx, &twin, "$argon2id$none").await;
    assert!(
        matches!(&refused, Err(Error::Constraint(what)) if what.contains("email")),
        "{refused:?}"
    );
    drop(tx);
    let mut tx = practice.read().await;
    let account = store::users::by_email(&mut tx, "robin@practice.example")
        .await
        .expect("readable")
        .expect("there");
    assert_eq!(account.user.id, practice.therapist);
    assert!(store::users::by_id(&mut tx, twin.id).await.expect("readable").is_none());
}

#[tokio::test]
async fn a_role_that_nobody_has_is_refused_by_the_database() {
    let practice = Practice::start().await;
    let sql = "UPDATE users SET role = 'owner'";
    let refused = match practice.db() {
        store::Db::Sqlite(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
        store::Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    };
    assert!(matches!(refused.map_err(Error::from), Err(Error::Constraint(_))));
}

#[tokio::test]
async fn a_transaction_that_is_not_committed_never_happened() {
    let practice = Practice::start().await;
    let mut tx = practice.write().await;
    let other = user("other@practice.example", &practice.clock);
    store::users::insert(&mut tx, &other, "$argon2id$none")
        .await
        .expect("the account is acceptable");
    drop(tx);
    let mut tx = practice.write().await;
    assert!(
        store::users::by_email(&mut tx, "other@practice.example")
            .await
            .expect("readable")
            .is_none()
    );
}

async fn login(practice: &Practice, user: UserId, secret: [u8; 32]) -> LoginId {
    let now = practice.clock.now();
    let new = NewLogin {
        id: LoginId::new(now),
        user,
        refresh_hash: secret,
        expires_at: now + Duration::from_secs(60),
        is_browser: false,
        ends_at: None,
        second_factor_at: None,
        address: None,
        agent: None,
        created_at: now,
    };
    let mut tx = practice.write().await;
    logins::insert(&mut tx, &new).await.expect("the login is stored");
    tx.commit().await.expect("the login is stored");
    new.id
}

#[tokio::test]
async fn a_login_lives_until_it_is_revoked_or_expires() {
    let practice = Practice::start().await;
    let (first, second) = (
        login(&practice, practice.therapist, [1; 32]).await,
        login(&practice, practice.therapist, [2; 32]).await,
    );
    let mut tx = practice.write().await;
    let caller = logins::live(&mut tx, first, practice.clock.now())
        .await
        .expect("readable")
        .expect("it is live");
    assert_eq!((caller.user, caller.id), (practice.therapist, first));
    let found = logins::by_refresh(&mut tx, &[2; 32], practice.clock.now())
        .await
        .expect("readable");
    let found = found.expect("it is live");
    assert_eq!((found.id, found.user), (second, practice.therapist));
    assert!(logins::revoke(&mut tx, first).await.expect("writable"));
    assert!(!logins::revoke(&mut tx, first).await.expect("writable"), "it ends once");
    assert!(
        logins::live(&mut tx, first, practice.clock.now())
            .await
            .expect("readable")
            .is_none()
    );
    assert!(
        logins::by_refresh(&mut tx, &[1; 32], practice.clock.now())
            .await
            .expect("readable")
            .is_none()
    );
    practice.clock.advance(Duration::from_secs(60));
    assert!(
        logins::live(&mut tx, second, practice.clock.now())
            .await
            .expect("readable")
            .is_none()
    );
    assert!(
        logins::by_refresh(&mut tx, &[2; 32], practice.clock.now())
            .await
            .expect("readable")
            .is_none()
    );
}
