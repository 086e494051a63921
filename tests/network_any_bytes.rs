//! Whatever the bytes, a reader gives a network or a message.

mod matlab;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use hushfeed::network::formats::{NetworkFile, write_network};
use hushfeed::network::{Graph, Network};
use matlab::{mat, packed, sparse};
use proptest::prelude::*;

/// Valid files to cut and to change.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let gml = "graph [ directed 1 node [ id 1 label \"a&#9;\" x [ y 1 ] ] node [ id 2 ] edge [ source 1 target 2 weight 3 ] ]";
    let graphml = "<?xml version=\"1.0\"?><graphml><key id=\"k\" for=\"node\" attr.name=\"s\"><default>1</default></key>\
        <graph edgedefault=\"directed\"><node id=\"a\"><data key=\"k\">&lt;2</data></node><node id=\"b\"/>\
        <edge source=\"a\" target=\"b\"/></graph></graphml>";
    let matrices = [sparse("A", 4, &[(0, 1), (1, 0), (3, 2)]), sparse("B", 2, &[])];
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(b"a,b\nb,c\n").unwrap();
    vec![
        ("a.csv", b"# c\nfrom,to,weight\n\"a, b\",c,1\nc,d,2.5\n".to_vec()),
        ("a.txt", b"1 2\t3\n2 3 4\n".to_vec()),
        ("a.csv.gz", gz.finish().unwrap()),
        ("a.gml", gml.as_bytes().to_vec()),
        ("a.graphml", graphml.as_bytes().to_vec()),
        ("a.mat", mat(&matrices)),
        ("a.mat", packed(&matrices)),
    ]
}

/// Reads the bytes in every way; whatever comes out is a network that holds together or a message.
fn survives(file: &str, bytes: &[u8]) {
    for (directed, largest_component) in [(None, false), (Some(false), true), (Some(true), false)] {
        let options = NetworkFile { directed, largest_component, ..NetworkFile::new(file) };
        for table in [None, Some(bytes)] {
            match options.read_bytes(bytes, table) {
                Ok((network, report)) => {
                    let agents = network.graph.agents();
                    assert_eq!(network.names.map(|names| names.len()), Some(agents));
                    assert!(network.attributes.iter().all(|attribute| attribute.values.len() == agents));
                    assert!(report.rows >= report.distinct && report.nodes >= report.isolates);
                    assert!(!report.to_string().is_empty());
                }
                Err(error) => assert!(error.to_string().contains("help: ")),
            }
        }
    }
}

#[test]
fn a_small_file_cannot_ask_for_gigabytes() {
    use std::fmt::Write as _;
    let (mut gml, mut keys, mut nodes) = ("graph [\n".to_owned(), String::new(), String::new());
    for node in 0..40_000 {
        writeln!(gml, "node [ id {node} k{} 1 ]", node % 900).unwrap();
        writeln!(nodes, "<node id=\"{node}\"/>").unwrap();
        if node < 5000 {
            writeln!(keys, "<key id=\"{node}\" for=\"node\"><default>1</default></key>").unwrap();
        }
    }
    gml.push(']');
    let graphml = format!("<graphml>{keys}<graph edgedefault=\"directed\">{nodes}</graph></graphml>");
    for (file, text) in [("a.gml", gml), ("a.graphml", graphml)] {
        let message = NetworkFile::new(file).read_bytes(text.as_bytes(), None).unwrap_err().to_string();
        assert!(message.contains("nearly all missing"), "{message}");
    }
}

#[test]
fn a_file_cut_anywhere_never_panics() {
    for (file, bytes) in seeds() {
        for length in 0..=bytes.len() {
            survives(file, &bytes[..length]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), seed in 0_usize..7) {
        survives(seeds()[seed].0, &bytes);
        let behind_header = [mat(&[]), bytes].concat();
        survives("a.mat", &behind_header);
    }

    #[test]
    fn text_of_the_right_letters_never_panics(text in "[a-d0-3,;\t \"#%\n\r\\[\\]<>/=&.-]{0,120}", seed in 0_usize..7) {
        survives(seeds()[seed].0, text.as_bytes());
    }

    #[test]
    fn changed_files_never_panic(
        seed in 0_usize..7,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let (file, mut bytes) = seeds().swap_remove(seed);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        survives(file, &bytes);
    }
}

proptest! {
    // Each case writes three files through to the disk.
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_names_survive_every_format(names in prop::collection::btree_set("[!-~é ]{1,6}", 2..6)) {
        let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
        let mut distinct = names.clone();
        distinct.sort();
        distinct.dedup();
        prop_assume!(distinct.len() == names.len() && !names.iter().any(String::is_empty));
        let ties: Vec<(u32, u32)> = (1..names.len() as u32).map(|node| (node - 1, node)).collect();
        let network = Network { names: Some(names.clone()), ..Network::bare(Graph::from_ties(names.len(), &ties, true)) };
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.csv", "a.gml", "a.graphml"] {
            write_network(&network, &folder.path().join(file), None).unwrap();
            let (again, _) = NetworkFile::new(file).read(folder.path()).unwrap_or_else(|error| panic!("{error}"));
            prop_assert_eq!(again.names.as_ref(), Some(&names), "{}", file);
            prop_assert_eq!(&again.graph, &network.graph);
        }
    }
}
