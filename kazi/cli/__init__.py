"""The command line: `script/kazi`, demo data and benchmarks."""
