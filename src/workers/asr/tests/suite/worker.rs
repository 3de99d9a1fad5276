use std::process::{Child, Command, Stdio};

use protocol::asr::{Options, Segment, Summary};
use protocol::{Failure, FromWorker, ToWorker, WorkerKind, frame};

use crate::support::{excerpt, model};

fn start(model: &std::path::Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tb-asr"))
        .args(["--model", model.to_str().unwrap(), "--lanes", "1", "--gpu", "off"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

fn next(child: &mut Child) -> FromWorker {
    loop {
        let (message, _) = frame::read(child.stdout.as_mut().unwrap())
            .unwrap()
            .expect("the worker still speaks");
        if message != FromWorker::Alive {
            return message;
        }
    }
}

fn greeted(child: &mut Child) -> FromWorker {
    assert!(matches!(
        next(child),
        FromWorker::Hello {
            protocol: protocol::VERSION,
            kind: WorkerKind::Asr,
            ..
        }
    ));
    next(child)
}

/// Serves the worker's reads of `recording` until the request ends.
fn serve(child: &mut Child, id: u64, recording: &[u8]) -> Result<(Summary, Vec<Segment>), Failure> {
    let mut segments = Vec::new();
    loop {
        match next(child) {
            FromWorker::Read { id: of, offset, length } => {
                assert_eq!(of, id);
                let start = (offset as usize).min(recording.len());
                let end = (start + length as usize).min(recording.len());
                let to = child.stdin.as_mut().unwrap();
                frame::write(to, &ToWorker::Bytes { id, offset }, &recording[start..end]).unwrap();
            }
            FromWorker::Segment { segment, .. } => segments.push(segment),
            FromWorker::Progress { .. } => {}
            FromWorker::Transcribed { summary, .. } => return Ok((summary, segments)),
            FromWorker::Failed { failure, .. } => return Err(failure),
            other => panic!("unexpected: {other:?}"),
        }
    }
}

#[test]
fn the_process_answers_one_request_after_another_inside_its_sandbox() {
    let mut child = start(&model());
    let FromWorker::Ready { model, sealed } = greeted(&mut child) else {
        panic!("the worker is not ready")
    };
    assert_eq!(
        (model.name.as_str(), model.device.as_str(), model.lanes),
        ("ggml-demo-en-q5_0.bin", "cpu", 1)
    );
    assert!(!sealed.is_empty());
    let directory = tempfile::tempdir().unwrap();
    let good = std::fs::read(excerpt(directory.path())).unwrap();
    let mut texts = Vec::new();
    for (id, recording) in [(1, good.as_slice()), (2, b"no audio at all"), (3, good.as_slice())] {
        let request = ToWorker::Transcribe {
            id,
            bytes: recording.len() as u64,
            options: Options::default(),
        };
        frame::write(child.stdin.as_mut().unwrap(), &request, &[]).unwrap();
        match serve(&mut child, id, recording) {
            Ok((summary, segments)) => {
                assert!((summary.duration_seconds - 20.0).abs() < 0.1);
                assert_eq!(summary.format, "wave/pcm_s16le");
                texts.push(segments.iter().map(|segment| segment.text.clone()).collect::<Vec<_>>());
            }
            Err(failure) => {
                assert!(
                    matches!(failure, Failure::UnsupportedFormat { .. } | Failure::Damaged { .. }),
                    "{failure:?}"
                );
                assert_eq!(id, 2);
            }
        }
    }
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[0], texts[1]);
    assert!(!texts[0].is_empty());
    frame::write(child.stdin.as_mut().unwrap(), &ToWorker::Shutdown, &[]).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_missing_model_is_told_and_ends_the_process() {
    let mut child = start(std::path::Path::new("/nowhere/model.bin"));
    let FromWorker::NotReady { failure } = greeted(&mut child) else {
        panic!("a model was found nowhere")
    };
    assert!(matches!(failure, Failure::ModelUnusable { .. }));
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
