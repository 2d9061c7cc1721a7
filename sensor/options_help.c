/* --help: the rows of options.def, the outputs, and what needs more words. */
#include "options.h"

#include "base/err.h"

struct row {
    char letter; /* 0: none */
    const char *name, *argument, *help;
};

static const struct row rows[] = {
#define RS_OPTION_TEXT(name, letter, argument, take, help) {letter, name, argument, help},
#define RS_OPTION_NUMBER(name, argument, member, preset, least, most, help) \
    {0, name, argument, help},
#define RS_OPTION_SWITCH(name, letter, member, help) {letter, name, "", help},
#include "options.def"
#undef RS_OPTION_TEXT
#undef RS_OPTION_NUMBER
#undef RS_OPTION_SWITCH
};

static void put_row(FILE *to, const struct row *row)
{
    char left[64], letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(left, sizeof left, "%s--%s %s", letter, row->name, row->argument);
    fprintf(to, "  %-33s %s\n", left, row->help);
}

static void put_outputs(FILE *to)
{
    const struct rs_output_class *class;
    fputs("\nOUTPUT is one of these; several may be given:\n", to);
    for (unsigned n = 0; (class = rs_output_at(n)); n++)
        fprintf(to, "  %-10s %s\n", class->word, class->summary);
}

int rs_options_help(FILE *to)
{
    fputs("ringside (-i IFACE | -r SOURCE)... [-o OUTPUT[:TARGET]]... [BPF filter]\n"
          "\n"
          "Watches SIP, on interfaces or in captures, and tells what is wrong with it.\n"
          "\n", to);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        put_row(to, &rows[i]);
    fputs("\n"
          "SOURCE is one of these. Several captures are merged by time, through one\n"
          "analysis; frames are counted anew in each file.\n"
          "  FILE              a pcap or pcapng file, also packed (gzip, zstd); -: stdin\n"
          "  DIR               captures in it in order of time, then followed as they grow\n"
          "                    and new ones come; --state goes on where it was stopped\n"
          "  tcp://HOST:PORT   a capture that somebody sends (pcap-over-IP)\n"
          "  hep://HOST:PORT   HEP from capture agents, received there over UDP and TCP\n"
          "                    (hep+udp://, hep+tcp://: one of them; [::]:9060 for IPv6)\n", to);
    fputs("\n"
          "SIP in TLS is read where its secrets are known: from a key log as\n"
          "SSLKEYLOGFILE names one (it is followed while it grows), from a pcapng file\n"
          "that has them inside, or with the server's private key (RSA key exchange).\n", to);
    fputs("\n"
          "BPF filter: see pcap-filter(7). Without one, interfaces leave out RTP; --ports\n"
          "leaves out all other ports, of captures too. Both keep fragments, VLAN tags and\n"
          "tunnels, which a filter like 'port 5060' loses.\n", to);
    put_outputs(to);
    fputs("TARGET is a path, - (standard output, the default), unix:PATH or HOST:PORT.\n"
          "A file is begun anew for captures, and added to for interfaces.\n"
          "KINDS, with commas: alert, message, transaction, dialog, registration, tls,\n"
          "stats.\n"
          "\n"
          "Exit status: 0 read to the end, 1 usage or settings, 2 an input could not be\n"
          "opened or broke off (what was read is reported), 3 an output failed.\n"
          "\n"
          "  ringside -r trunk.pcap.gz\n"
          "  ringside -r trunk.pcap -o ladder --call 1\n"
          "  ringside -r trunk.pcap -c ringside.conf       (SIGHUP reads it again)\n"
          "  ringside -r /var/captures --state /var/lib/ringside/position -o eve\n"
          "  ringside -r hep://0.0.0.0:9060 -o eve\n"
          "  ringside -i eth1 -o text -o eve:/var/log/ringside/eve.json port 5060\n", to);
    return fflush(to) == 0 && !ferror(to) ? RS_OK : RS_ERR_OUTPUT;
}
