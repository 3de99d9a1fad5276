//! Nothing is generated: this only tells cargo that the executable changes with the worker programs it carries.

fn main() {
    println!("cargo::rerun-if-changed=build/workers");
    println!("cargo::rerun-if-changed=build.rs");
}
