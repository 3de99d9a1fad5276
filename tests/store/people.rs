use std::time::Duration;

use domain::{Clock, LoginId, UserId};
use store::Error;
use store::logins::{self, NewLogin};
use store::second_factors::{self, Attempt};

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

#[tokio::test]
async fn a_login_has_five_attempts_and_a_right_one_gives_them_back() {
    let practice = Practice::start().await;
    let id = login(&practice, practice.therapist, [1; 32]).await;
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    for _ in 0..4 {
        assert!(logins::attempt(&mut tx, id).await.expect("writable"));
    }
    assert!(!logins::revoke_exhausted(&mut tx, id).await.expect("writable"));
    assert!(logins::unlock(&mut tx, id, false, now).await.expect("writable"));
    for _ in 0..5 {
        assert!(logins::attempt(&mut tx, id).await.expect("writable"));
    }
    assert!(!logins::attempt(&mut tx, id).await.expect("writable"), "none is left");
    assert!(logins::revoke_exhausted(&mut tx, id).await.expect("writable"));
    assert!(
        !logins::revoke_exhausted(&mut tx, id).await.expect("writable"),
        "it ends once"
    );
    assert!(
        !logins::unlock(&mut tx, id, false, now).await.expect("writable"),
        "it is over"
    );
    assert!(!logins::step_up(&mut tx, id, true, now).await.expect("writable"));
    assert!(!logins::lock(&mut tx, id).await.expect("writable"));
}

#[tokio::test]
async fn a_refresh_is_no_use_of_a_login() {
    let practice = Practice::start().await;
    let id = login(&practice, practice.therapist, [1; 32]).await;
    let began = practice.clock.now();
    practice.clock.advance(Duration::from_secs(10));
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    let later = now + Duration::from_secs(60);
    assert!(
        logins::rotate(&mut tx, id, &[1; 32], &[2; 32], later, now)
            .await
            .expect("writable")
    );
    let last_used = async |tx: &mut store::Tx| {
        let live = logins::live(tx, id, now).await.expect("readable");
        live.expect("it is live").last_used_at
    };
    assert_eq!(last_used(&mut tx).await, began);
    logins::used(&mut tx, id, now).await.expect("writable");
    assert_eq!(last_used(&mut tx).await, now);
}

#[tokio::test]
async fn a_device_is_new_unless_it_is_the_first_or_was_used_before() {
    let practice = Practice::start().await;
    let mut tx = practice.read().await;
    let (who, none) = (practice.therapist, None);
    assert!(
        !logins::is_new_device(&mut tx, who, none, Some("Tablet"))
            .await
            .expect("readable")
    );
    drop(tx);
    login(&practice, who, [1; 32]).await;
    let mut tx = practice.read().await;
    assert!(!logins::is_new_device(&mut tx, who, none, none).await.expect("readable"));
    assert!(
        logins::is_new_device(&mut tx, who, none, Some("Tablet"))
            .await
            .expect("readable")
    );
    assert!(
        logins::is_new_device(&mut tx, who, Some("10.0.0.7"), none)
            .await
            .expect("readable")
    );
}

const SECRET: &[u8] = b"quicksilver-secret-20";

/// A second factor whose code of step 10 confirmed it.
async fn second_factor(practice: &Practice, tx: &mut store::Tx, user: UserId) {
    let (contact, now) = (practice.key.contact_key(), practice.clock.now());
    second_factors::offer(tx, contact, user, SECRET, now)
        .await
        .expect("writable");
    let offered = second_factors::offered(tx, contact, user).await.expect("readable");
    let offered = offered.expect("it was offered");
    assert_eq!(offered.secret.as_slice(), SECRET);
    assert!(
        second_factors::confirm(tx, contact, user, &offered, 10, now)
            .await
            .expect("writable")
    );
    assert!(
        !second_factors::confirm(tx, contact, user, &offered, 11, now)
            .await
            .expect("writable"),
        "it is confirmed once"
    );
}

#[tokio::test]
async fn a_secret_that_was_replaced_meanwhile_is_not_confirmed() {
    let practice = Practice::start().await;
    let (contact, now, user) = (practice.key.contact_key(), practice.clock.now(), practice.therapist);
    let mut tx = practice.write().await;
    second_factors::offer(&mut tx, contact, user, b"first", now)
        .await
        .expect("writable");
    let first = second_factors::offered(&mut tx, contact, user).await.expect("readable");
    second_factors::offer(&mut tx, contact, user, b"second", now)
        .await
        .expect("writable");
    let confirmed = second_factors::confirm(&mut tx, contact, user, &first.expect("offered"), 1, now).await;
    assert!(!confirmed.expect("writable"));
    assert!(
        second_factors::confirmed_at(&mut tx, user)
            .await
            .expect("readable")
            .is_none()
    );
    assert!(matches!(
        second_factors::attempt(&mut tx, contact, user, now)
            .await
            .expect("writable"),
        Attempt::Paused
    ));
    assert!(
        !second_factors::remove(&mut tx, user).await.expect("writable"),
        "it never counted"
    );
}

#[tokio::test]
async fn no_step_is_accepted_twice_nor_an_earlier_one() {
    let practice = Practice::start().await;
    let user = practice.therapist;
    let mut tx = practice.write().await;
    second_factor(&practice, &mut tx, user).await;
    for (step, accepted) in [
        (9, false),
        (10, false),
        (11, true),
        (11, false),
        (10, false),
        (12, true),
    ] {
        assert_eq!(
            second_factors::accept(&mut tx, user, step).await.expect("writable"),
            accepted,
            "{step}"
        );
    }
}

#[tokio::test]
async fn wrong_codes_run_out_and_come_back_one_by_one() {
    let practice = Practice::start().await;
    let (contact, user) = (practice.key.contact_key(), practice.therapist);
    let mut tx = practice.write().await;
    second_factor(&practice, &mut tx, user).await;
    let open = async |tx: &mut store::Tx| {
        let attempt = second_factors::attempt(tx, contact, user, practice.clock.now()).await;
        matches!(attempt.expect("writable"), Attempt::Secret(secret) if secret.as_slice() == SECRET)
    };
    for _ in 0..5 {
        assert!(open(&mut tx).await);
    }
    assert!(!open(&mut tx).await);
    practice.clock.advance(domain::second_factor::PAUSE);
    assert!(open(&mut tx).await);
    assert!(!open(&mut tx).await);
    practice.clock.advance(domain::second_factor::PAUSE);
    assert!(open(&mut tx).await);
    assert!(second_factors::accept(&mut tx, user, 11).await.expect("writable"));
    assert!(open(&mut tx).await, "a right code forgives the wrong ones");
}

#[tokio::test]
async fn a_secret_opens_for_its_account_alone() {
    let practice = Practice::start().await;
    let (contact, now) = (practice.key.contact_key(), practice.clock.now());
    let other = user("other@practice.example", &practice.clock);
    let mut tx = practice.write().await;
    store::users::insert(&mut tx, &other, "$argon2id$none")
        .await
        .expect("stored");
    second_factor(&practice, &mut tx, practice.therapist).await;
    second_factor(&practice, &mut tx, other.id).await;
    tx.commit().await.expect("stored");
    assert!(second_factors::any(&mut practice.read().await).await.expect("readable"));
    // Both secrets are the same, and yet: what is copied to another row does not open.
    let copied = practice
        .database
        .execute("UPDATE second_factors SET secret = (SELECT secret FROM second_factors ORDER BY user_id LIMIT 1)")
        .await;
    assert_eq!(copied, 2);
    let mut tx = practice.write().await;
    let mut opened = Vec::new();
    for who in [practice.therapist, other.id] {
        opened.push(second_factors::attempt(&mut tx, contact, who, now).await.is_ok());
    }
    opened.sort_unstable();
    assert_eq!(opened, [false, true]);
}

#[tokio::test]
async fn a_recovery_code_is_spent_once_by_its_owner_and_lies_nowhere_in_clear() {
    let practice = Practice::start().await;
    let (contact, now) = (practice.key.contact_key(), practice.clock.now());
    let other = user("other@practice.example", &practice.clock);
    let codes = ["AAAAABBBBB".to_owned(), "CCCCCDDDDD".to_owned()];
    let mut tx = practice.write().await;
    store::users::insert(&mut tx, &other, "$argon2id$none")
        .await
        .expect("stored");
    second_factor(&practice, &mut tx, practice.therapist).await;
    second_factors::replace_recovery_codes(&mut tx, contact, practice.therapist, &codes)
        .await
        .expect("writable");
    let mut spend = async |who: UserId, code: &str| {
        second_factors::spend_recovery_code(&mut tx, contact, who, code, now)
            .await
            .expect("writable")
    };
    assert!(!spend(other.id, "AAAAABBBBB").await);
    assert!(spend(practice.therapist, "AAAAABBBBB").await);
    assert!(!spend(practice.therapist, "AAAAABBBBB").await);
    let left = second_factors::recovery_codes_left(&mut tx, practice.therapist).await;
    assert_eq!(left.expect("readable"), 1);
    tx.commit().await.expect("stored");
    if practice.database.is_sqlite() {
        for file in practice.database.files() {
            let bytes = std::fs::read(file).expect("readable");
            for words in [&b"CCCCCDDDDD"[..], SECRET] {
                assert!(!bytes.windows(words.len()).any(|window| window == words));
            }
        }
    }
    let mut tx = practice.write().await;
    assert!(
        second_factors::remove(&mut tx, practice.therapist)
            .await
            .expect("writable")
    );
    let left = second_factors::recovery_codes_left(&mut tx, practice.therapist).await;
    assert_eq!(left.expect("readable"), 0);
}

#[tokio::test]
async fn the_newest_active_shadow_of_an_address_is_found_and_the_account_is_not_one() {
    let practice = Practice::start().await;
    let email = "robin@practice.example";
    let mut tx = practice.write().await;
    assert!(
        store::users::shadow_by_email(&mut tx, email)
            .await
            .expect("readable")
            .is_none()
    );
    let mut newest = None;
    for (seconds, is_active) in [(1, true), (2, true), (3, false)] {
        practice.clock.advance(Duration::from_secs(seconds));
        let mut shadow = user(email, &practice.clock);
        (shadow.is_shadow, shadow.is_verified, shadow.is_active) = (true, false, is_active);
        store::users::insert(&mut tx, &shadow, "$argon2id$none")
            .await
            .expect("stored");
        newest = if is_active { Some(shadow.id) } else { newest };
    }
    let found = store::users::shadow_by_email(&mut tx, email).await.expect("readable");
    assert_eq!(found.map(|account| account.user.id), newest);
    let account = store::users::by_email(&mut tx, email).await.expect("readable");
    assert_eq!(account.map(|account| account.user.id), Some(practice.therapist));
}
