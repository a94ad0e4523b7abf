#!/bin/sh
# A Rust toolchain for wasm32-unknown-unknown out of Debian's packages, for machines that cannot
# reach rustup's server. Nothing is installed: everything lies in one folder below $1.
#
#   debian-wasm.sh FOLDER MIN_RUSTC_VERSION
#
# The last line of standard output is the finished folder, which serves as RUSTUP_TOOLCHAIN.
# rustup's own toolchain cannot serve: Debian's standard library is of another compiler version.
set -eu
root=$1 min=$2
say() { echo "debian-wasm: $*" >&2; }

export LC_ALL=C
apt="apt-get -qq -o APT::Sandbox::User=root"
[ "$(id -u)" != 0 ] || $apt update >&2 || say "apt-get update failed; going on with the lists at hand"
version=$(apt-cache policy rustc-web | sed -n 's/^ *Candidate: //p')
case $version in '' | '(none)') say "there is no package rustc-web here"; exit 1 ;; esac
dpkg --compare-versions "$version" ge "$min" || { say "rustc-web $version is older than $min"; exit 1; }

mkdir -p "$root"
# Another version, or another way of making it, is another folder.
recipe=$(cksum <"$0" | cut -d ' ' -f 1)
done_dir=$(cd "$root" && pwd)/debian-$(echo "$version" | tr -c 'A-Za-z0-9.\n' _)-$recipe
if [ -x "$done_dir/bin/cargo" ]; then echo "$done_dir"; exit 0; fi
rm -rf "$done_dir" # whatever it is, it is not whole

work=$(mktemp -d "$root/unfinished-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
work=$(cd "$work" && pwd)
mkdir "$work/packages" "$work/deb" "$work/bin" "$work/std"

# 1. Fetch. The numbers in the names (rust 1.96, llvm 22, …) move: the dependencies tell them.
needs() { apt-cache depends "$1" | sed -n 's/^ *Depends: //p'; }
std=$(needs libstd-rust-web-dev | grep '^libstd-rust-web-')
llvm=$(needs "$std" | grep '^libllvm')
# What the LLVM library needs itself and this machine lacks.
missing=
for package in $(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances "$llvm" | grep '^[a-z]' | sort -u); do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
say "fetching rustc-web $version with $llvm"
(cd "$work/packages" && $apt download rustc-web libstd-rust-web-dev "$std" "$llvm" \
  "lld-${llvm#libllvm}" rust-web-src rust-web-clippy $missing >&2)

# 2. Unpack: of the sources only the standard library, the rest is the compiler.
for deb in "$work"/packages/*.deb; do
  case ${deb##*/} in
    rust-web-src_*) dpkg --fsys-tarfile "$deb" | tar -x -C "$work/deb" --wildcards \
      './usr/src/rustc-*/library' './usr/lib/rustlib/src' ;;
    *) dpkg -x "$deb" "$work/deb" ;;
  esac
done
rm -r "$work/packages"

# 3. Make it a toolchain folder as rustup knows them.
usr=$work/deb/usr
libs=$(basename "$(dirname "$(ls "$usr"/lib/*/libLLVM*.so* | head -n 1)")")
# Debian's own cargo-clippy too: rustup's would call rustup's driver, which is of another version.
for tool in rustc rustdoc clippy-driver cargo-clippy; do
  cat >"$work/bin/$tool" <<END
#!/bin/sh
usr=\$(dirname "\$0")/../deb/usr
LD_LIBRARY_PATH=\$usr/lib/$libs exec "\$usr/bin/$tool" "\$@"
END
  chmod +x "$work/bin/$tool"
done
ln -s deb/usr/lib "$work/lib"
host=$("$work/bin/rustc" -vV | sed -n 's/^host: //p')
mkdir -p "$usr/lib/rustlib/$host/bin"
ln -sf "../../../llvm-${llvm#libllvm}/bin/lld" "$usr/lib/rustlib/$host/bin/rust-lld"
# A copy: a link would break when rustup replaces its toolchain.
cp -L "$(rustup which cargo)" "$work/bin/cargo"

# 4. Build the standard library for wasm, once: as object code for tests, and as bitcode beside it,
# without which a release cannot be optimised at link time. Cargo's own flags leave the bitcode out.
say "building the standard library for wasm32-unknown-unknown"
mkdir "$work/std/src"
printf '[package]\nname = "empty"\nedition = "2021"\n[workspace]\n' >"$work/std/Cargo.toml"
: >"$work/std/src/lib.rs"
(cd "$work/std" && unset CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET RUSTC RUSTC_WRAPPER &&
  RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$work/std/target RUSTUP_TOOLCHAIN=$work RUSTC_BOOTSTRAP=1 cargo build --quiet \
    --release -Zbuild-std=std,panic_abort,test --target wasm32-unknown-unknown >&2)
target=$usr/lib/rustlib/wasm32-unknown-unknown
mkdir -p "$target/lib.new"
for rlib in "$work"/std/target/wasm32-unknown-unknown/release/deps/*.rlib; do
  case ${rlib##*/} in libempty-*) ;; *) cp "$rlib" "$target/lib.new/" ;; esac
done
mv -T "$target/lib.new" "$target/lib"
rm -r "$work/std"

# The name is the proof of completeness, so it comes last and at once.
mv -T "$work" "$done_dir" 2>/dev/null || [ -x "$done_dir/bin/cargo" ]
echo "$done_dir"
