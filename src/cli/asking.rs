//! What only the editor knows, asked at the terminal: whether two names that are nearly alike are one person.

use std::io::BufRead;

use crate::import::Near;

/// Asks about each pair of names; the labels that are somebody whom the site knows, with that person's id. An answer that ends early leaves the
/// rest as it was.
pub(super) fn decided(near: &[Near], answers: &mut dyn BufRead, say: &mut dyn FnMut(&str)) -> Vec<(String, String)> {
    let mut same = Vec::new();
    for Near { label, name, id } in near {
        say(&format!("Is `{label}` the same as `{name}` ({id})? [y/N] "));
        let mut answer = String::new();
        if !matches!(answers.read_line(&mut answer), Ok(1..)) {
            say("\n");
            break;
        }
        if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
            same.push((label.clone(), id.clone()));
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_counts() {
        let near = |label: &str| Near { label: label.to_owned(), name: "Ann Lee".to_owned(), id: "ann-lee".to_owned() };
        let all = [near("Ann Le"), near("An Lee"), near("Ann Leee"), near("Anne Lee")];
        let mut asked = String::new();
        let same = decided(&all, &mut &b"y\n\nYES\n"[..], &mut |text| asked.push_str(text));
        let labels: Vec<&str> = same.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["Ann Le", "Ann Leee"]);
        assert!(asked.starts_with("Is `Ann Le` the same as `Ann Lee` (ann-lee)? [y/N] "), "{asked}");
    }
}
