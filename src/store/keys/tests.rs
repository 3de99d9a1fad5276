use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Barrier;

use super::*;

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_key_is_private_and_the_same_when_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("keys/practice.key");
    let created = PracticeKey::open_or_create(&path).unwrap();
    assert_eq!(mode_of(&path), 0o600);
    assert_eq!(mode_of(path.parent().unwrap()), 0o700);
    assert_eq!(
        fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1,
        "no temporary file is left"
    );

    let owner = Uuid::from_u128(1);
    let key = DataKey::generate().unwrap();
    let wrapped = created.wrap(owner, &key).unwrap();
    for reopened in [
        PracticeKey::open(&path),
        PracticeKey::open_or_create(&path),
        PracticeKey::open_credential(&path),
    ] {
        let reopened = reopened.unwrap();
        assert_eq!(reopened.fingerprint(), created.fingerprint());
        assert_eq!(reopened.unwrap(owner, &wrapped).unwrap().expose(), key.expose());
    }
}

#[test]
fn opening_a_missing_key_creates_nothing() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("practice.key");
    assert!(matches!(PracticeKey::open(&path), Err(KeyError::Missing { .. })));
    assert!(!path.exists());
}

#[test]
fn processes_that_start_at_once_agree_on_one_key() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("keys/practice.key");
    let start = Barrier::new(8);
    let fingerprints: Vec<String> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    PracticeKey::open_or_create(&path).unwrap().fingerprint()
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert!(
        fingerprints.iter().all(|fingerprint| *fingerprint == fingerprints[0]),
        "{fingerprints:?}"
    );
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_key_that_others_can_reach_is_refused_with_the_remedy() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("practice.key");
    PracticeKey::open_or_create(&path).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o660, 0o666] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let error = PracticeKey::open_or_create(&path).unwrap_err();
        assert!(
            matches!(error, KeyError::Exposed { mode: found, .. } if found == mode),
            "{error}"
        );
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    PracticeKey::open(&path).unwrap();
}

#[test]
fn a_credential_may_show_the_mask_of_an_access_list_but_nothing_for_all_others() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("practice.key");
    PracticeKey::open_or_create(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
    PracticeKey::open_credential(&path).unwrap();
    for mode in [0o444, 0o460] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert!(
            matches!(PracticeKey::open_credential(&path), Err(KeyError::Exposed { .. })),
            "{mode:o}"
        );
    }
}

#[test]
fn links_directories_and_pipes_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("practice.key");
    PracticeKey::open_or_create(&target).unwrap();
    let link = home.path().join("link");
    symlink(&target, &link).unwrap();
    assert!(matches!(
        PracticeKey::open_or_create(&link),
        Err(KeyError::Symlink { .. })
    ));

    let dangling = home.path().join("dangling");
    symlink(home.path().join("elsewhere"), &dangling).unwrap();
    assert!(matches!(
        PracticeKey::open_or_create(&dangling),
        Err(KeyError::Symlink { .. })
    ));
    assert!(!home.path().join("elsewhere").exists());

    assert!(matches!(PracticeKey::open(home.path()), Err(KeyError::NotAFile { .. })));
    let pipe = home.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, Mode::RUSR | Mode::WUSR).unwrap();
    assert!(matches!(PracticeKey::open(&pipe), Err(KeyError::NotAFile { .. })));
}

#[test]
fn a_damaged_key_file_is_refused_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("practice.key");
    PracticeKey::open_or_create(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let other_letter = if lines[1].starts_with('A') { "B" } else { "A" };
    let damaged = [
        String::new(),
        "\0\u{1}".to_owned(),
        lines[1..].join("\n"),
        lines[..2].join("\n"),
        format!("{}\n{}\n{}", lines[0], &lines[1][..40], lines[2]),
        format!("{}\n{other_letter}{}\n{}", lines[0], &lines[1][1..], lines[2]),
        format!("{good}{good}"),
        format!("{good}{}", " ".repeat(2000)),
    ];
    for text in damaged {
        fs::write(&path, &text).unwrap();
        let error = PracticeKey::open_or_create(&path).unwrap_err();
        assert!(matches!(error, KeyError::Damaged { .. }), "{text:?} gave {error}");
        assert!(!error.to_string().contains(&lines[1][1..20]), "an error shows no key");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    fs::write(&path, format!("\n{}\n", good.replace('\n', "\r\n"))).unwrap();
    PracticeKey::open(&path).expect("line ends of another system are harmless");
}

#[test]
fn a_wrapped_key_opens_only_for_its_owner_and_unchanged() {
    let home = tempfile::tempdir().unwrap();
    let practice = PracticeKey::open_or_create(&home.path().join("practice.key")).unwrap();
    let key = DataKey::generate().unwrap();
    let owner = Uuid::from_u128(1);
    let wrapped = practice.wrap(owner, &key).unwrap();
    assert_eq!(practice.unwrap(owner, &wrapped).unwrap().expose(), key.expose());
    assert!(matches!(
        practice.unwrap(Uuid::from_u128(2), &wrapped),
        Err(KeyError::NotUnwrapped { .. })
    ));
    for byte in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[byte] ^= 1;
        assert!(practice.unwrap(owner, &changed).is_err(), "byte {byte}");
        assert!(practice.unwrap(owner, &wrapped[..byte]).is_err(), "length {byte}");
    }
}

#[test]
fn a_key_wrapped_by_another_practice_names_both_fingerprints() {
    let home = tempfile::tempdir().unwrap();
    let ours = PracticeKey::open_or_create(&home.path().join("ours")).unwrap();
    let theirs = PracticeKey::open_or_create(&home.path().join("theirs")).unwrap();
    let owner = Uuid::from_u128(1);
    let wrapped = theirs.wrap(owner, &DataKey::generate().unwrap()).unwrap();
    let message = ours.unwrap(owner, &wrapped).unwrap_err().to_string();
    assert!(
        message.contains(&ours.fingerprint()) && message.contains(&theirs.fingerprint()),
        "{message}"
    );
}

#[test]
fn the_contact_key_is_stable_and_is_not_the_wrapping_key() {
    let root = DataKey::from_slice(&[7; KEY_LEN]).unwrap();
    let (first, again) = (
        PracticeKey::from_root(&root).unwrap(),
        PracticeKey::from_root(&root).unwrap(),
    );
    assert_eq!(first.contact_key().expose(), again.contact_key().expose());
    assert_ne!(first.contact_key().expose(), first.wrapping.expose());
    assert_ne!(first.contact_key().expose(), root.expose());
    assert!(!format!("{first:?}").contains("contact"));
}
