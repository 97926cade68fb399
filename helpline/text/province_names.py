"""What people call the 25 provinces, as data: spellings, old names, towns that name one.

The towns are those that people of a province say instead of it, and the border towns that
people come home through or are held in. In each text `` | `` stands between two names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 25, with its official two-digit code (01 to 25)."""

    code: str
    km: str
    latin: str
    forms: tuple[str, ...] = ()
    """Other names: short forms, old spellings, the best-known towns."""
    short: tuple[str, ...] = ()
    """Abbreviations that count as the whole message, or behind "in", "nov", "នៅ"."""

    @property
    def iso(self) -> str:
        """The ISO 3166-2 code."""
        return f"KH-{int(self.code)}"


# code, Khmer name, Latin name, other names, abbreviations
_ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("01", "បន្ទាយមានជ័យ", "Banteay Meanchey",
     "banteay mean chey | bantey meanchey | banteaymeanchey | bonteay meanchey | poipet | poi pet"
     " | paoy paet | poypet | poi pait | poay paet | sisophon | serei saophoan | malai"
     " | ប៉ោយប៉ែត | ប៉ោយប៉ែត្រ | ប៉ោយ ប៉ែត | សិរីសោភ័ណ | បនាយមានជ័យ | បន្ទាយមានជយ័ | អូរជ្រៅ", "bmc"),
    ("02", "បាត់ដំបង", "Battambang",
     "batdambang | batambang | battambong | bat dambang | batdombong | bat dombong | batdambong"
     " | battam bang | bottombong | btb province | kamrieng | sampov loun | បាត់តំបង | បាត់ដំបង់"
     " | បាត់ដុំបង | កំរៀង", "btb | bb"),
    ("03", "កំពង់ចាម", "Kampong Cham",
     "kompong cham | kg cham | kampongcham | kompongcham | kampong jam | ក.ចាម | កំពងចាម",
     "kpc | kc | k cham | k. cham"),
    ("04", "កំពង់ឆ្នាំង", "Kampong Chhnang",
     "kompong chhnang | kampong chnang | kg chhnang | kg chnang | kompong chnang | kampongchhnang"
     " | ក.ឆ្នាំង | កំពងឆ្នាំង", "kch | k chhnang"),
    ("05", "កំពង់ស្ពឺ", "Kampong Speu",
     "kompong speu | kampong spueu | kg speu | kampongspeu | kampong sper | kompong sper"
     " | chbar mon | ក.ស្ពឺ | កំពងស្ពឺ", "kps | k speu"),
    ("06", "កំពង់ធំ", "Kampong Thom",
     "kompong thom | kg thom | kampongthom | kampong thum | kompong thum | ក.ធំ | កំពងធំ",
     "kpt | k thom"),
    ("07", "កំពត", "Kampot", "kompot | kam pot | kompoat | bokor | បូកគោ", ""),
    ("08", "កណ្តាល", "Kandal",
     "ta khmau | takhmao | ta khmao | takhmau | kandaal | kondal | chrey thom | chrey thum"
     " | kien svay | koh thom | ang snuol | តាខ្មៅ | ជ្រៃធំ | កៀនស្វាយ | កោះធំ", "kdl"),
    ("09", "កោះកុង", "Koh Kong",
     "kohkong | kaoh kong | koh kung | kos kong | dara sakor | cham yeam | ដារ៉ាសាគរ", "kk"),
    ("10", "ក្រចេះ", "Kratié",
     "kratie | kracheh | kraches | kratje | krocheh | kroches | snoul | ស្នួល", ""),
    ("11", "មណ្ឌលគិរី", "Mondulkiri",
     "mondolkiri | mondol kiri | mondul kiri | mundulkiri | sen monorom"
     " | មណ្ឌលគីរី | សែនមនោរម្យ", "mdk"),
    ("12", "ភ្នំពេញ", "Phnom Penh",
     "phnompenh | phnum penh | pnom penh | pnompenh | p.p. | phnom pen | pnhom penh | phnom phen"
     " | phnom penn | phom penh | phnompen | phnum pinh | phnom pinh"
     " | ភំពេញ | ភ្នុំពេញ | ភ្នំពេញ្ញ", "pp"),
    ("13", "ព្រះវិហារ", "Preah Vihear",
     "preahvihear | prah vihear | preah vihea | preah vihar | ព្រះវិហា", "pvh"),
    ("14", "ព្រៃវែង", "Prey Veng",
     "preyveng | prey vaeng | prey veang | prei veng | prey vieng | neak loeung | neak loeang"
     " | neak leung | អ្នកលឿង", "pv"),
    ("15", "ពោធិ៍សាត់", "Pursat",
     "pothisat | pousat | por sat | pursath | posat | thma da | thmor da | ពោធ៌សាត់ | ពោធិសាត់"
     " | ពោធិ៍សាត | ពោសាត់ | ថ្មដា", "ps"),
    ("16", "រតនគិរី", "Ratanakiri",
     "rattanakiri | ratanak kiri | rotanakiri | ratana kiri | rotanak kiri | ratanakkiri | banlung"
     " | ban lung | រតនៈគិរី | រតនះគិរី | រតនគីរី | បានលុង", "rtk"),
    ("17", "សៀមរាប", "Siem Reap",
     "siemreap | siem reab | seam reap | siemreab | seim reap | siam reap | seam reab | siem rieb"
     " | siem riep | សៀមរាម", "sr"),
    ("18", "ព្រះសីហនុ", "Preah Sihanouk",
     "sihanoukville | sihanouk ville | sihanoukvile | sihanukville | shihanoukville | krong preah"
     " sihanouk | kampong som | kompong som | kampong saom | kompong saom | kg som | preah sihanu"
     " | preah seihanu | sihanouk | shv city | កំពង់សោម | កំពងសោម | ក.សោម"
     " | ក្រុងព្រះសីហនុ | ក្រុងសីហនុ | ខេត្តសីហនុ | ព្រះសីហនុរ", "shv | kps som | k som"),
    ("19", "ស្ទឹងត្រែង", "Stung Treng",
     "stungtreng | steung treng | stoeng traeng | stueng traeng | stung traeng", "st"),
    ("20", "ស្វាយរៀង", "Svay Rieng",
     "svayrieng | svay reang | svay riang | svay rieng | bavet | bavit | ba vet | បាវិត", "svr"),
    ("21", "តាកែវ", "Takéo", "takeo | ta keo | takaev | takev | takeov | ta kaev", "tk"),
    ("22", "ឧត្តរមានជ័យ", "Oddar Meanchey",
     "otdar meanchey | oddor meanchey | udor meanchey | oddar mean chey | odor meanchey | otdor"
     " meanchey | samraong | samrong | anlong veng | o smach | osmach | o'smach | ឧត្ដរមានជ័យ"
     " | ឧត្តមានជ័យ | ឧដ្តរមានជ័យ | អន្លង់វែង | អូរស្មាច់ | អូស្មាច់ | សំរោង", "omc"),
    ("23", "កែប", "Kep", "krong kep | kaeb | kep province | ក្រុងកែប", ""),
    ("24", "ប៉ៃលិន", "Pailin", "pai lin | bailin | paylin | pailen | បៃលិន | ប៉ែលិន | ប៉ៃលីន", ""),
    ("25", "ត្បូងឃ្មុំ", "Tboung Khmum",
     "tbong khmum | tbaung khmum | tboung khmom | tbong khmom | thbong khmum | tbongkhmum"
     " | tbuong khmum | suong | memot | ត្បូងឃ្មុ | មេមត់", "tbk"),
)  # fmt: skip


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split(" | ")) if names else ()


PROVINCES: tuple[Province, ...] = tuple(
    Province(code, km, latin, _split(forms), _split(short))
    for code, km, latin, forms, short in _ROWS
)
