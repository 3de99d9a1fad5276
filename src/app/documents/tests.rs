#[test]
fn dump() {
    for n in [0usize, 24] {
        let d = super::sample::letter(n);
        let t = std::time::Instant::now();
        let b = super::pdf::render(&d).unwrap();
        eprintln!("pdf {n}: {} bytes {:?}", b.len(), t.elapsed());
        std::fs::write(format!("/tmp/lt/out{n}.pdf"), b).unwrap();
        std::fs::write(format!("/tmp/lt/out{n}.md"), super::markdown::render(&d).unwrap()).unwrap();
        std::fs::write(format!("/tmp/lt/out{n}.docx"), super::docx::render(&d).unwrap()).unwrap();
    }
}
