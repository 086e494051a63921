//! Damaged network files that users have: each message names the place, what was expected, what was found and the way
//! out.

mod matlab;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use hushfeed::network::formats::NetworkFile;
use matlab::{mat, packed, sparse, sparse_as};

/// The message of a file that must not be readable.
fn message(options: &NetworkFile, bytes: &[u8], table: Option<&[u8]>) -> String {
    match options.read_bytes(bytes, table) {
        Ok((_, report)) => panic!("{} was read: {report}", options.file),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains(&options.file) || table.is_some(), "no file in {text}");
            assert!(
                text.contains("expected") && text.contains("found") && text.contains("\n  help: "),
                "{text}"
            );
            text
        }
    }
}

fn bad(file: &str, text: &str) -> String {
    message(&NetworkFile::new(file), text.as_bytes(), None)
}

/// One snapshot of all messages: a table of contents of what can go wrong.
#[test]
#[expect(clippy::too_many_lines, reason = "a list")]
fn every_message_names_the_place_and_the_way_out() {
    let gz = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(b"a,b\nb,c\n").unwrap();
        let mut bytes = encoder.finish().unwrap();
        bytes.truncate(bytes.len() - 6);
        bytes
    };
    let weights = NetworkFile { weight_column: Some("wieght".into()), ..NetworkFile::new("w.csv") };
    let no_header = NetworkFile { weight_column: Some("5".into()), ..NetworkFile::new("w.csv") };
    let gml_weights = NetworkFile { weight_column: Some("valeu".into()), ..NetworkFile::new("w.gml") };
    let graphml = |inner: &str| {
        format!("<graphml>\n  <graph edgedefault=\"directed\">\n{inner}\n  </graph>\n</graphml>")
    };
    let cases: Vec<(&str, String)> = vec![
        ("empty", bad("edges.csv", "")),
        ("comments only", bad("edges.csv", "# nothing\n% here\n\n")),
        ("header only", bad("edges.csv", "source,target\n")),
        ("one column", bad("edges.csv", "alice\nbob\n")),
        ("separator in a name", bad("edges.csv", "source,target\nSmith, John,Bob\n")),
        ("short row", bad("edges.txt", "1 2 3\n4 5\n")),
        ("empty name", bad("edges.csv", "a,b\nb,\nc,a\n")),
        ("unclosed quote", bad("edges.csv", "a,b\n\"c,d\n")),
        ("hashtag or comment", bad("edges.csv", "cats,dogs\n#metoo,#timesup\n")),
        (
            "weight is text",
            bad("edges.csv", "from,to,weight\na,b,1\nb,c,1.234,5\n".replace(",5", ".5").as_str()),
        ),
        ("weight is infinite", bad("edges.csv", "from,to,weight\na,b,inf\n")),
        ("weight column misspelt", message(&weights, b"a,b\n1,2\n".as_slice(), None)),
        ("weight column of headed file", message(&weights, b"from,to,weight\n1,2,3\n", None)),
        ("weight column number", message(&no_header, b"1,2\n", None)),
        ("direction", bad("gephi.csv", "Source,Target,Type\na,b,Directed\nb,c,Sideways\n")),
        ("UTF-16", message(&NetworkFile::new("excel.csv"), b"\xff\xfea\0,\0b\0", None)),
        ("Latin-1", message(&NetworkFile::new("noms.csv"), b"a,b\nRen\xe9,b\n", None)),
        ("binary", message(&NetworkFile::new("b.csv"), b"PK\x03\x04\0\0\0", None)),
        ("GraphML as CSV", bad("graph.csv", "<?xml version=\"1.0\"?>\n<graphml/>\n")),
        ("Pajek as text", bad("graph.txt", "*Vertices 3\n1 \"a\"\n")),
        ("unknown ending", bad("graph.xlsx", "")),
        ("no ending", bad("graph", "")),
        ("GEXF", bad("graph.gexf", "<gexf/>")),
        ("cut gzip", message(&NetworkFile::new("edges.csv.gz"), &gz, None)),
        ("GML without a graph", bad("a.gml", "Creator \"me\"\n")),
        ("GML cut in a list", bad("a.gml", "graph [\n  node [ id 1 ]\n  node [\n    id 2\n")),
        ("GML cut in a text", bad("a.gml", "graph [\n  node [ id 1 label \"abc ]\n]\n")),
        ("GML bracket too many", bad("a.gml", "graph [\n]\n]\n")),
        ("GML bare word", bad("a.gml", "graph [ node [ id 1 label Paris ] ]")),
        ("GML bad number", bad("a.gml", "graph [\n  node [ id 1-2 ]\n]")),
        ("GML key missing", bad("a.gml", "graph [\n  1 node\n]")),
        ("GML node twice", bad("a.gml", "graph [\n  node [ id 1 ]\n  node [ id 2 ]\n  node [ id 1 ]\n]")),
        ("GML node without id", bad("a.gml", "graph [\n  node [ label \"x\" ]\n]")),
        ("GML edge to nowhere", bad("a.gml", "graph [\n node [ id 1 ]\n edge [ source 1 target 3 ]\n]")),
        ("GML edge without target", bad("a.gml", "graph [\n node [ id 1 ]\n edge [ source 1 ]\n]")),
        ("GML direction", bad("a.gml", "graph [\n directed yes\n]")),
        ("GML direction 2", bad("a.gml", "graph [\n directed 2\n]")),
        ("GML second graph", bad("a.gml", "graph [ node [ id 1 ] ]\ngraph [ ]")),
        ("GML nested deep", bad("a.gml", &"graph [ ".repeat(80))),
        (
            "GML weight missing",
            bad(
                "a.gml",
                "graph [\n node [ id 1 ]\n node [ id 2 ]\n edge [ source 1 target 2 weight 2 ]\n edge [ source 2 target 1 ]\n]",
            ),
        ),
        (
            "GML weight misspelt",
            message(&gml_weights, b"graph [ node [ id 1 ] edge [ source 1 target 1 value 2 ] ]", None),
        ),
        ("XML not GraphML", bad("a.graphml", "<gexf><graph/></gexf>")),
        ("XML cut", bad("a.graphml", "<graphml>\n  <graph edgedefault=\"directed\">\n    <node id=\"a\">")),
        ("XML tags crossed", bad("a.graphml", &graphml("<node id=\"a\"></edge>"))),
        ("XML attribute", bad("a.graphml", &graphml("<node id=a/>"))),
        ("XML entity", bad("a.graphml", &graphml("<node id=\"a\"><data key=\"k\">&nbsp;</data></node>"))),
        ("GraphML without a graph", bad("a.graphml", "<graphml></graphml>")),
        ("GraphML without direction", bad("a.graphml", "<graphml><graph></graph></graphml>")),
        (
            "GraphML edge to nowhere",
            bad("a.graphml", &graphml("<node id=\"a\"/>\n<edge source=\"a\" target=\"b\"/>")),
        ),
        ("GraphML node twice", bad("a.graphml", &graphml("<node id=\"a\"/>\n<node id=\"a\"/>"))),
        ("GraphML edge without source", bad("a.graphml", &graphml("<node id=\"a\"/>\n<edge target=\"a\"/>"))),
        ("GraphML hyperedge", bad("a.graphml", &graphml("<hyperedge/>"))),
        (
            "GraphML graph in a node",
            bad("a.graphml", &graphml("<node id=\"a\"><graph edgedefault=\"directed\"/></node>")),
        ),
        ("GraphML second graph", bad("a.graphml", &graphml("</graph>\n<graph edgedefault=\"directed\">"))),
        ("MATLAB of another kind", bad("a.mat", "hello")),
        ("MATLAB 7.3", bad("a.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64")),
        ("MATLAB header cut", bad("a.mat", "MATLAB 5.0 MAT-file, Platform: GLNXA64")),
        ("MATLAB empty", message(&NetworkFile::new("a.mat"), &mat(&[]), None)),
        (
            "MATLAB cut",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = mat(&[sparse("A", 3, &[(1, 0), (0, 1)])]);
                    b.truncate(190);
                    b
                },
                None,
            ),
        ),
        (
            "MATLAB lies about lengths",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = mat(&[sparse("A", 3, &[(1, 0)])]);
                    b[132..136].copy_from_slice(&u32::MAX.to_le_bytes());
                    b
                },
                None,
            ),
        ),
        (
            "MATLAB lies about dimensions",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse_as("A", 2_000_000_000, 3, &[(1, 0)])]), None),
        ),
        (
            "MATLAB row out of range",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse("A", 3, &[(7, 0)])]), None),
        ),
        (
            "MATLAB two matrices",
            message(&NetworkFile::new("a.mat"), &mat(&[sparse("B", 3, &[]), sparse("C", 3, &[])]), None),
        ),
        (
            "MATLAB compressed damage",
            message(
                &NetworkFile::new("a.mat"),
                &{
                    let mut b = packed(&[sparse("A", 3, &[(1, 0)])]);
                    let end = b.len() - 3;
                    b[end] ^= 0xff;
                    b
                },
                None,
            ),
        ),
    ];
    let text: Vec<String> = cases.into_iter().map(|(name, message)| format!("[{name}]\n{message}")).collect();
    insta::assert_snapshot!("messages", text.join("\n\n"));
}

#[test]
fn node_tables_say_what_does_not_fit() {
    let ties = b"a,b\nb,c\n";
    let table = |text: &str| {
        let options = NetworkFile { attributes: Some("nodes.csv".into()), ..NetworkFile::new("edges.csv") };
        message(&options, ties, Some(text.as_bytes()))
    };
    let misspelt = NetworkFile {
        attributes: Some("nodes.csv".into()),
        id_column: Some("nmae".into()),
        ..NetworkFile::new("edges.csv")
    };
    let cases = [
        ("empty", table("")),
        ("header only", table("id,side\n")),
        ("short row", table("id,side\na\n")),
        ("empty name", table("id,side\na,1\n,0\n")),
        ("rows that differ", table("id,side\na,1\nb,0\na,0\n")),
        ("column twice", table("id,side,side\na,1,1\n")),
        ("id column misspelt", message(&misspelt, ties, Some(b"name,side\na,1\n"))),
    ];
    let text: Vec<String> = cases.into_iter().map(|(name, message)| format!("[{name}]\n{message}")).collect();
    insta::assert_snapshot!("table_messages", text.join("\n\n"));
}

#[test]
fn a_missing_file_says_where_paths_start() {
    let folder = tempfile::tempdir().unwrap();
    let error = NetworkFile::new("no.csv").read(folder.path()).unwrap_err().to_string();
    assert!(
        error.starts_with("no.csv: cannot be read: ") && error.contains("help: a relative path"),
        "{error}"
    );
}
