//! The small files of `samples/hostile`: each is read, or refused in one clear line.

use std::path::Path;
use std::process::Command;

#[test]
fn hostile_files_do_as_expected() {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/hostile/make.py");
    let output = Command::new("python3")
        .arg(script)
        .args(["--run", env!("CARGO_BIN_EXE_dramaturg")])
        // Tests are built for quick builds; `docs/hostile-files.md` has the real times.
        .args(["--seconds", "50"])
        .output()
        .expect("`./check` needs Python");
    let table = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<&str> =
        table.lines().filter(|line| !line.contains("  ok  ")).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", failed.join("\n"));
}
