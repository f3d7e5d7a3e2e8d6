"""What stands before a name: titles, and roles that people have to each other and in their work.

Both are pieces of regular expressions. After a title any word with a capital is a name; after a
role a word that can be an ordinary one is not.
"""

from __future__ import annotations

__all__ = ["ROLES", "TITLES"]

TITLES = (
    r"[Mm]evrouw|[Mm]evr\.?|[Mm]w\.?|[Mm]eneer|[Mm]enheer|[Dd]hr\.?|[Dd]e\s[Hh]eer|[Hh]eer|"
    r"[Mm]ej\.|[Dd]rs\.?|[Dd]r\.?|[Pp]rof\.?|[Pp]rofessor|[Ii]r\.|"
    r"[Mm]r\.|[Ii]ng\.|[Dd]okter|[Dd]oc|[Dd]octor|[Dd]ominee|[Dd]s\.|[Pp]astoor|[Pp]astor|"
    r"[Ii]mam|[Pp]ater|[Rr]abbijn|[Kk]apelaan|[Zz]uster|[Zz]r\.|[Bb]roeder|[Bb]r\.|"
    r"[Jj]uf|[Jj]uffrouw|[Mm]eester|[Oo]om|[Oo]ome|[Tt]ante|[Oo]pa|[Oo]ma|[Bb]uurvrouw|"
    r"[Bb]uurman|[Mm]rs\.?|[Mm]s\.?|Mr|Miss|Sir|Madam|Lady|"
    r"[Uu]ncle|[Aa]unt(?:ie|y)?|[Ss]ister|[Nn]urse|[Gg]randma|[Gg]randpa|[Ff]amilie|[Ff]am\.|"
    r"[Ww]ed\.|[Ee]chtpaar|[Gg]ezin|[Tt]ée?nte|[Hh]adj|[Ss]eyyid|[Hh]oca|[Tt]eyze|[Aa]bi|[Aa]bla"
)
ROLES = (
    r"[Ww]ethouder|[Bb]urgemeester|[Hh]uisarts|(?:[Ww]ijk)?[Vv]erpleegkundige|[Ww]ijkzuster|"
    r"[Pp]raktijkondersteuner|POH|[Cc]oach|[Bb]uurtcoach|[Ll]eefstijlcoach|"
    r"[Pp]rojectleider|[Pp]rogrammamanager|[Pp]rogrammaleider|[Dd]irecteur|[Bb]estuurder|"
    r"[Tt]eamleider|[Mm]anager|[Oo]nderzoeker|[Oo]nderzoekster|[Cc]ollega|[Vv]riend(?:in)?|"
    r"[Dd]ochter|[Zz]oon(?:tje)?|[Mm]an|[Vv]rouw|[Zz]us(?:je|ter)?|[Bb]roer(?:tje)?|[Mm]oeder|"
    r"[Vv]ader|[Nn]eef(?:je)?|[Nn]icht(?:je)?|[Kk]leinzoon|[Kk]leindochter|[Ss]choon(?:zoon|"
    r"dochter|moeder|vader|zus)|"
    r"[Cc]liënt(?:e)?|[Bb]ewoner|[Bb]ewoonster|[Ii]nwoner|[Ii]nwoonster|[Mm]antelzorger|"
    r"[Vv]rijwillig(?:er|ster)|[Pp]atiënte?|[Bb]uddy|[Cc]asemanager|[Ff]ysio(?:therapeut)?|"
    r"[Aa]potheker|[Pp]sycholo(?:og|ge)|[Dd]ocente?|[Ss]tudente?|[Ss]tagiaire?|[Ss]ecretaris|"
    r"[Vv]oorzitter|[Pp]enningmeester|[Rr]aadslid|[Ii]nterviewer|[Oo]uderling|"
    r"[Ww]elzijnswerk(?:er|ster)|[Oo]pbouwwerk(?:er|ster)|[Jj]ongerenwerk(?:er|ster)|"
    r"[Bb]uurt(?:werker|bewoner|genoot)|[Cc]oördinator|[Cc]onsulente?|[Dd]eelne(?:mer|emster)|"
    r"[Ee]cht(?:genoot|genote)|[Pp]artner|"
    r"[Kk]apper|[Tt]andarts|[Bb]akker|[Ww]ijkagent|[Aa]gent|[Tt]olk|[Gg]espreksleider|[Aa]rts|"
    r"[Ss]pecialist|[Vv]erzorgende|[Hh]ulp|[Kk]raamhulp|[Vv]erloskundige|[Dd]iëtiste?|[Mm]aatje|"
    r"[Bb]estuurslid|"
    r"[Gg]edeputeerde|[Mm]inister|[Ss]taatssecretaris|[Bb]eleidsmedewerk(?:er|ster)|"
    r"[Mm]edewerk(?:er|ster)|[Zz]orginkoper|[Dd]ata-?analist|[Aa]nalist|[Mm]aatschappelijk "
    r"werk(?:er|ster)|"
    r"[Gg]enaamd|[Hh]eet(?:te)?|[Hh]eten|[Nn]aam is|[Nn]oem(?:t|en|de)?|[Ii]k ben|[Mm]et "
    r"vriendelijke groet,?|[Gg]roet(?:en|jes)?,?|[Bb]este|[Hh]oi|[Dd]ag|[Hh]allo|[Ll]ieve|"
    r"[Gg]eachte|[Dd]ank je,?|[Bb]edankt,?|"
    r"alderman|mayor|GP|colleague|friend|daughter|son|husband|wife|mother|father|brother|"
    r"neighbour|client|patient|carer|volunteer|manager|called|named|name is|I am|I'm|Dear|Hi|"
    r"Hello|alderwoman|councillor|director|physiotherapist|pharmacist|researcher|resident|"
    r"district nurse|Thanks,?|Regards,?"
)
